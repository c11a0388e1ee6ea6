-- +goose Up
create table app.sealings (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  envelope_id uuid not null,
  attempts int not null,
  reason text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  alarmed_at timestamptz,
  constraint sealings_pk primary key (msp_id, engagement_id, envelope_id)
);
comment on table app.sealings is 'Rounds that everybody signed and whose sealing failed: how often, why, and when the owners were told. A sealed round keeps its row.';
alter table app.sealings enable row level security;
alter table app.sealings force row level security;
create policy owner_all on app.sealings to demarc_owner using (true) with check (true);
create policy scope on app.sealings to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update on app.sealings to demarc_app;
alter table app.sealings add constraint sealings_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.sealings add constraint sealings_envelope foreign key (msp_id, engagement_id, envelope_id) references app.envelopes (msp_id, engagement_id, id);

-- +goose Down
drop table app.sealings;
