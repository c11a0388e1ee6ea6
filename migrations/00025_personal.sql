-- +goose Up
create table app.personal (
  msp_id uuid not null,
  client_id uuid,
  stream_id uuid not null,
  mark text not null,
  about text not null,
  field text not null,
  key text,
  value text,
  constraint personal_pk primary key (msp_id, stream_id, mark),
  constraint personal_msp foreign key (msp_id) references app.msps (msp_id),
  constraint personal_whole check ((key is null) = (value is null))
);
comment on table app.personal is 'The personal values behind the marks in the payloads of entries, so that they can be erased without breaking a chain.';
comment on column app.personal.about is 'Id of the person whose value it is: a user, a signer.';
comment on column app.personal.key is 'Random; gone with the value when it was erased on request.';
alter table app.personal enable row level security;
alter table app.personal force row level security;
create policy owner_all on app.personal to demarc_owner using (true) with check (true);
create policy scope on app.personal for select to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and stream_id = app.engagement_id())));
create policy append on app.personal for insert to demarc_app with check (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and (client_id = app.client_id() or stream_id = app.msp_id()))
     or (app.side() = 'signer' and stream_id = app.engagement_id())));
create policy erase on app.personal for update to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id()))) with check (key is null);
grant select, insert on app.personal to demarc_app;
grant update (key, value) on app.personal to demarc_app;

-- +goose Down
drop table app.personal;
