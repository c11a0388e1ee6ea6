-- +goose Up
create table app.access_register (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  key text not null,
  position int not null,
  heading text not null,
  name text not null,
  shows boolean not null default false,
  holdings jsonb not null default '{}',
  note text not null default '',
  reviewed_at date,
  reviewed_by text not null default '',
  rev int not null default 1,
  constraint access_register_pk primary key (msp_id, engagement_id, key),
  constraint access_register_reviewed_is_whole check ((reviewed_at is null) = (reviewed_by = ''))
);
comment on table app.access_register is 'Who holds which kind of access. Holdings map a stakeholder to a level, named people and MFA. Without a review the line is what the library assumes.';
alter table app.access_register enable row level security;
alter table app.access_register force row level security;
create policy owner_all on app.access_register to demarc_owner using (true) with check (true);
create policy scope on app.access_register to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update, delete on app.access_register to demarc_app;
alter table app.access_register add constraint access_register_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.tools (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  position int not null,
  category text not null,
  product text not null default '',
  owner text not null,
  licensee text not null default '',
  it text not null default '',
  exit text not null,
  note text not null default '',
  rev int not null default 1,
  constraint tools_pk primary key (msp_id, engagement_id, id),
  constraint tools_owner check (owner in ('msp', 'client')),
  constraint tools_exit check (exit in ('removed', 'exported', 'handed_over', 'stays'))
);
comment on table app.tools is 'The tools that both teams work with, whose they are and what happens to them at the end.';
alter table app.tools enable row level security;
alter table app.tools force row level security;
create policy owner_all on app.tools to demarc_owner using (true) with check (true);
create policy scope on app.tools to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update, delete on app.tools to demarc_app;
alter table app.tools add constraint tools_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.protected_systems (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  position int not null,
  system text not null,
  reason text not null default '',
  approvers text not null,
  rev int not null default 1,
  constraint protected_systems_pk primary key (msp_id, engagement_id, id)
);
comment on table app.protected_systems is 'The do-not-isolate list, with who may approve an exception.';
alter table app.protected_systems enable row level security;
alter table app.protected_systems force row level security;
create policy owner_all on app.protected_systems to demarc_owner using (true) with check (true);
create policy scope on app.protected_systems to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update, delete on app.protected_systems to demarc_app;
alter table app.protected_systems add constraint protected_systems_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

-- +goose Down
drop table app.protected_systems, app.tools, app.access_register;
