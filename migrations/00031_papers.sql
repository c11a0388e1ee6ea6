-- +goose Up
create table app.papers (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  envelope_id uuid not null,
  id uuid not null,
  side text not null,
  by_name text not null,
  at timestamptz not null,
  kind text not null,
  statement text not null,
  data bytea not null,
  sha256 text not null,
  state text not null default 'waiting',
  answered_by text not null default '',
  answered_at timestamptz,
  reason text not null default '',
  constraint papers_pk primary key (msp_id, engagement_id, id),
  constraint papers_side check (side in ('msp', 'client')),
  constraint papers_kind check (kind in ('ink', 'provider')),
  constraint papers_state check (state in ('waiting', 'confirmed', 'refused')),
  constraint papers_answer_is_whole check ((state = 'waiting') = (answered_at is null)),
  constraint papers_refused_with_reason check (state <> 'refused' or reason <> ''),
  constraint papers_sha256 check (sha256 ~ '^[0-9a-f]{64}$')
);
create unique index papers_one_stands on app.papers (msp_id, engagement_id, envelope_id) where state <> 'refused';
comment on table app.papers is 'Copies of a version that were signed outside this system, as one side uploaded them and the other confirmed or refused them.';
alter table app.papers enable row level security;
alter table app.papers force row level security;
create policy owner_all on app.papers to demarc_owner using (true) with check (true);
create policy scope on app.papers to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
grant select, insert, update (state, answered_by, answered_at, reason) on app.papers to demarc_app;
alter table app.papers add constraint papers_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.papers add constraint papers_envelope foreign key (msp_id, engagement_id, envelope_id) references app.envelopes (msp_id, engagement_id, id);

-- +goose Down
drop table app.papers;
