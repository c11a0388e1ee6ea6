-- +goose Up
create table app.engagements (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  number text not null,
  title text not null,
  state text not null default 'draft',
  terms jsonb not null default '{}',
  terms_rev int not null default 1,
  version int not null default 0,
  in_force int,
  started_at timestamptz not null,
  reviewed_digest text not null default '',
  reviewed_by text not null default '',
  reviewed_at timestamptz,
  constraint engagements_pk primary key (msp_id, engagement_id),
  constraint engagements_client_once unique (msp_id, engagement_id, client_id),
  constraint engagements_number_once unique (msp_id, number),
  constraint engagements_state check (state in ('draft', 'signing', 'signed', 'in_force')),
  constraint engagements_in_force_has_version check ((state = 'in_force') = (in_force is not null))
);
create index engagements_by_client on app.engagements (msp_id, client_id, started_at desc);
create index engagements_newest on app.engagements (msp_id, started_at desc, engagement_id);
comment on table app.engagements is 'One co-managed relationship of an MSP and a client.';
alter table app.engagements enable row level security;
alter table app.engagements force row level security;
create policy owner_all on app.engagements to demarc_owner using (true) with check (true);
create policy scope on app.engagements to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
grant select, insert, update on app.engagements to demarc_app;
alter table app.engagements add constraint engagements_client foreign key (msp_id, client_id) references app.clients (msp_id, client_id);

create table app.parties (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  side text not null,
  legal_name text not null default '',
  short_name text not null default '',
  entity_type text not null default '',
  formed_in text not null default '',
  address text not null default '',
  notice_email text not null default '',
  rev int not null default 1,
  constraint parties_pk primary key (msp_id, engagement_id, side),
  constraint parties_side check (side in ('msp', 'client'))
);
comment on table app.parties is 'The MSP and the client as legal entities of one engagement.';
alter table app.parties enable row level security;
alter table app.parties force row level security;
create policy owner_all on app.parties to demarc_owner using (true) with check (true);
create policy scope on app.parties to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update on app.parties to demarc_app;
alter table app.parties add constraint parties_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.signatories (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  side text not null,
  position int not null,
  name text not null,
  title text not null,
  email text not null,
  constraint signatories_pk primary key (msp_id, engagement_id, id)
);
comment on table app.signatories is 'Who is named to sign, before an envelope is sent.';
alter table app.signatories enable row level security;
alter table app.signatories force row level security;
create policy owner_all on app.signatories to demarc_owner using (true) with check (true);
create policy scope on app.signatories to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update, delete on app.signatories to demarc_app;
alter table app.signatories add constraint signatories_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.contacts (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  side text not null,
  level int not null,
  name text not null default '',
  role text not null default '',
  phone text not null default '',
  email text not null default '',
  deputy text not null default '',
  deputy_phone text not null default '',
  constraint contacts_pk primary key (msp_id, engagement_id, side, level),
  constraint contacts_level check (level between 1 and 4)
);
comment on table app.contacts is 'The escalation path: one person per side and level (Exhibit D).';
alter table app.contacts enable row level security;
alter table app.contacts force row level security;
create policy owner_all on app.contacts to demarc_owner using (true) with check (true);
create policy scope on app.contacts to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update, delete on app.contacts to demarc_app;
alter table app.contacts add constraint contacts_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.stakeholders (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  kind text not null,
  name text not null,
  position int not null,
  holder text not null default '',
  holder_email text not null default '',
  holder_phone text not null default '',
  deputy text not null default '',
  deputy_email text not null default '',
  deputy_phone text not null default '',
  rev int not null default 1,
  constraint stakeholders_pk primary key (msp_id, engagement_id, id),
  constraint stakeholders_kind check (kind in ('msp', 'it', 'mgmt', 'other'))
);
create unique index stakeholders_standard_once on app.stakeholders (msp_id, engagement_id, kind) where kind <> 'other';
comment on table app.stakeholders is 'The columns of a matrix, with who fills them.';
alter table app.stakeholders enable row level security;
alter table app.stakeholders force row level security;
create policy owner_all on app.stakeholders to demarc_owner using (true) with check (true);
create policy scope on app.stakeholders to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update, delete on app.stakeholders to demarc_app;
alter table app.stakeholders add constraint stakeholders_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.areas (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  key text not null,
  name text not null,
  mode text not null,
  position int not null,
  constraint areas_pk primary key (msp_id, engagement_id, key),
  constraint areas_mode check (mode in ('msp_led', 'shared', 'internal_led', 'out'))
);
comment on table app.areas is 'The functional areas of a matrix, each with its lane.';
alter table app.areas enable row level security;
alter table app.areas force row level security;
create policy owner_all on app.areas to demarc_owner using (true) with check (true);
create policy scope on app.areas to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update on app.areas to demarc_app;
alter table app.areas add constraint areas_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.functions (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  position int not null,
  id uuid not null,
  key text not null,
  area text not null,
  name text not null,
  description text not null default '',
  split text not null default '',
  condition text not null default '',
  criticality text not null default 'normal',
  cadence text not null default '',
  lock text not null default '',
  lock_reason text not null default '',
  excluded text not null default '',
  cells jsonb not null default '{}',
  rev int not null default 1,
  agreed_msp int not null default 0,
  agreed_client int not null default 0,
  dispute_side text not null default '',
  dispute_reason text not null default '',
  constraint functions_pk primary key (msp_id, engagement_id, id),
  constraint functions_key_once unique (msp_id, engagement_id, key),
  constraint functions_criticality check (criticality in ('critical', 'high', 'normal')),
  constraint functions_agreed_is_past check (agreed_msp <= rev and agreed_client <= rev)
) with (fillfactor = 85);
create index functions_in_order on app.functions (msp_id, engagement_id, position);
comment on table app.functions is 'The rows of a matrix. Cells map a stakeholder to R, A, C, I, A/R or -.';
alter table app.functions enable row level security;
alter table app.functions force row level security;
create policy owner_all on app.functions to demarc_owner using (true) with check (true);
create policy scope on app.functions to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update on app.functions to demarc_app;
alter table app.functions add constraint functions_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.functions add constraint functions_area foreign key (msp_id, engagement_id, area) references app.areas (msp_id, engagement_id, key);

-- +goose Down
drop table app.functions, app.areas, app.stakeholders, app.contacts, app.signatories, app.parties, app.engagements cascade;
