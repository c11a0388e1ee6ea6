-- +goose Up
create table app.waivers (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  rule text not null,
  about text not null,
  digest text not null default '',
  message text not null,
  side text not null,
  given_by text not null,
  reason text not null default '',
  given_at timestamptz not null,
  constraint waivers_pk primary key (msp_id, engagement_id, id),
  constraint waivers_once unique (msp_id, engagement_id, rule, about, digest),
  constraint waivers_side check (side in ('msp', 'client')),
  constraint waivers_digest_hex check (digest = '' or digest ~ '^[0-9a-f]{64}$'),
  constraint waivers_reasoned check (digest = '' or reason <> '')
);
comment on table app.waivers is 'Why a draft may be sent although a rule warns: one side''s reason, which both see. It holds while the finding says the same. Without a digest it is a hint that was dismissed for good.';
alter table app.waivers enable row level security;
alter table app.waivers force row level security;
create policy owner_all on app.waivers to demarc_owner using (true) with check (true);
create policy scope on app.waivers to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, delete on app.waivers to demarc_app;
alter table app.waivers add constraint waivers_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

alter table app.functions add column handed int not null default 0;
comment on column app.functions.handed is 'How often the A went from one stakeholder to another.';

-- +goose Down
alter table app.functions drop column handed;
drop table app.waivers;
