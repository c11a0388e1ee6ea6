-- +goose Up
alter table app.engagements
  drop constraint engagements_state,
  drop constraint engagements_in_force_has_version,
  add constraint engagements_state check (state in ('draft', 'signing', 'signed', 'in_force', 'ended')),
  add constraint engagements_in_force_has_version check (state <> 'in_force' or in_force is not null),
  add constraint engagements_ended_has_none check (state <> 'ended' or in_force is null);

create table app.standings (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  version int not null,
  from_at timestamptz not null,
  until_at timestamptz,
  successor int,
  ended_at timestamptz,
  reason text not null default '',
  constraint standings_pk primary key (msp_id, engagement_id, version),
  constraint standings_end_is_said check ((until_at is null) = (successor is null and ended_at is null)),
  constraint standings_one_end check (successor is null or ended_at is null),
  constraint standings_successor_is_later check (successor > version)
);
create unique index standings_one_in_force on app.standings (msp_id, engagement_id) where until_at is null;
comment on table app.standings is 'From when to when a version was in force, and what took its place. A file is judged by it for as long as anybody holds a copy.';
alter table app.standings enable row level security;
alter table app.standings force row level security;
create policy owner_all on app.standings to demarc_owner using (true) with check (true);
create policy scope on app.standings to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
grant select, insert, update on app.standings to demarc_app;
alter table app.standings add constraint standings_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.standings add constraint standings_of_file foreign key (msp_id, engagement_id, version) references app.files (msp_id, engagement_id, version);
insert into app.standings (msp_id, client_id, engagement_id, version, from_at)
  select f.msp_id, f.client_id, f.engagement_id, f.version, f.sealed_at
    from app.files f join app.engagements e on e.msp_id = f.msp_id and e.engagement_id = f.engagement_id and e.in_force = f.version;

-- Whoever holds a sealed file, or the code printed on it, may ask what became of it
-- before any tenant is known: the one row with that value is shown, and no other.
create policy by_proof on app.files for select to demarc_app using (sha256 = app.link_token());
create policy by_proof on app.envelopes for select to demarc_app using (code <> '' and code = app.link_token());
create index files_by_proof on app.files (sha256);
create index envelopes_by_proof on app.envelopes (code) where code <> '';

-- +goose Down
drop index app.envelopes_by_proof, app.files_by_proof;
drop policy by_proof on app.envelopes;
drop policy by_proof on app.files;
drop table app.standings;
update app.engagements set state = 'draft' where state = 'ended';
update app.engagements set in_force = null where state <> 'in_force';
alter table app.engagements
  drop constraint engagements_ended_has_none,
  drop constraint engagements_in_force_has_version,
  drop constraint engagements_state,
  add constraint engagements_state check (state in ('draft', 'signing', 'signed', 'in_force')),
  add constraint engagements_in_force_has_version check ((state = 'in_force') = (in_force is not null));
