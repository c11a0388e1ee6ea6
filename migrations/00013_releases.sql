-- +goose Up
create table app.releases (
  msp_id uuid not null,
  digest text not null,
  body text not null,
  kept_at timestamptz not null,
  constraint releases_pk primary key (msp_id, digest),
  constraint releases_digest check (digest ~ '^[0-9a-f]{64}$')
);
comment on table app.releases is 'The shipped library as it was when an engagement of the MSP was written from it, by the digest of its text. A newer program goes on composing from it until somebody takes the update.';
alter table app.releases enable row level security;
alter table app.releases force row level security;
create policy owner_all on app.releases to demarc_owner using (true) with check (true);
-- Both sides read what an agreement is written from; it is shipped text and nobody's secret.
create policy scope on app.releases for select to demarc_app using (
  msp_id = app.msp_id() and app.side() in ('msp', 'client'));
create policy kept on app.releases for insert to demarc_app with check (
  msp_id = app.msp_id() and app.side() = 'msp');
grant select, insert on app.releases to demarc_app;
alter table app.releases add constraint releases_msp foreign key (msp_id) references app.msps (msp_id);

alter table app.engagements add column release text not null default '';
comment on column app.engagements.release is 'Digest of the shipped library it is written from; the migration that brought it pins those that exist to the one of that day.';

-- +goose Down
alter table app.engagements drop column release;
drop table app.releases;
