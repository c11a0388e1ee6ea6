-- +goose Up
create table app.notes (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  function_id uuid not null,
  side text not null,
  author_id uuid not null,
  author text not null,
  body text not null,
  at timestamptz not null,
  constraint notes_pk primary key (msp_id, engagement_id, id),
  constraint notes_side check (side in ('msp', 'client')),
  constraint notes_length check (char_length(body) between 1 and 2000)
);
create index notes_by_function on app.notes (msp_id, engagement_id, function_id, at);
comment on table app.notes is 'What one side writes beside a row for its own people. The other side never reads it, in no scope: the policies compare the side itself.';
alter table app.notes enable row level security;
alter table app.notes force row level security;
create policy owner_all on app.notes to demarc_owner using (true) with check (true);
create policy seen on app.notes for select to demarc_app using (
  msp_id = app.msp_id() and side = app.side()
  and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id())));
create policy written on app.notes for insert to demarc_app with check (
  msp_id = app.msp_id() and side = app.side() and author_id = app.user_id()
  and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id())));
create policy removed on app.notes for delete to demarc_app using (
  msp_id = app.msp_id() and side = app.side() and author_id = app.user_id()
  and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, delete on app.notes to demarc_app;
alter table app.notes add constraint notes_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.notes add constraint notes_function foreign key (msp_id, engagement_id, function_id) references app.functions (msp_id, engagement_id, id);

-- +goose Down
drop table app.notes;
