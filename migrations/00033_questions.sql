-- +goose Up
create table app.questions (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  envelope_id uuid not null,
  signer_id uuid not null,
  id uuid not null,
  side text not null,
  at timestamptz not null,
  words text not null,
  constraint questions_pk primary key (msp_id, engagement_id, id),
  constraint questions_side check (side in ('msp', 'client'))
);
comment on table app.questions is 'What somebody of a round asked whoever sent it. The record says that they asked, and not what: the words are read by the MSP, and can be erased.';
alter table app.questions enable row level security;
alter table app.questions force row level security;
create policy owner_all on app.questions to demarc_owner using (true) with check (true);
create policy scope on app.questions to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id() and side = 'client')));
create policy ask on app.questions for insert to demarc_app with check (
  msp_id = app.msp_id() and app.side() = 'signer' and engagement_id = app.engagement_id());
grant select, insert, update (words) on app.questions to demarc_app;
alter table app.questions add constraint questions_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.questions add constraint questions_signer foreign key (msp_id, engagement_id, signer_id) references app.signers (msp_id, engagement_id, id);
alter table app.questions add constraint questions_envelope foreign key (msp_id, engagement_id, envelope_id) references app.envelopes (msp_id, engagement_id, id);

-- +goose Down
drop table app.questions;
