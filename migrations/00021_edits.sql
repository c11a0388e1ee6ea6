-- +goose Up
create table app.edits (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  user_id uuid not null,
  id uuid not null,
  changes jsonb not null,
  undone boolean not null default false,
  constraint edits_pk primary key (msp_id, engagement_id, user_id, id)
);
comment on table app.edits is 'What each person did to cells lately, in the order of the ids, so that they can take their own changes back. The record of what was done is the audit log; this is kept short.';
alter table app.edits enable row level security;
alter table app.edits force row level security;
create policy owner_all on app.edits to demarc_owner using (true) with check (true);
create policy scope on app.edits to demarc_app using (
  msp_id = app.msp_id() and user_id = app.user_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update, delete on app.edits to demarc_app;
alter table app.edits add constraint edits_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

-- +goose Down
drop table app.edits;
