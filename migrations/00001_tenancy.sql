-- +goose Up
create schema if not exists app;
grant usage on schema app to demarc_app;

-- The scope of a transaction, set by SET LOCAL before its first statement. After a
-- transaction a setting is an empty string rather than null, hence nullif. A forgotten
-- side shows nothing.
create function app.msp_id() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.msp_id', true), '')::uuid $$;
create function app.client_id() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.client_id', true), '')::uuid $$;
create function app.engagement_id() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.engagement_id', true), '')::uuid $$;
create function app.user_id() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;
create function app.link_msp_id() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.link_msp_id', true), '')::uuid $$;
create function app.link_token() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('app.link_token', true), '') $$;
create function app.side() returns text language sql stable parallel safe
  as $$ select coalesce(current_setting('app.side', true), '') $$;

create table app.users (
  id uuid not null,
  email text not null,
  name text not null,
  password_hash text not null default '',
  created_at timestamptz not null,
  verified_at timestamptz,
  constraint users_pk primary key (id),
  constraint users_email_once unique (email),
  constraint users_email_lower check (email = lower(email))
);
comment on table app.users is 'A person who signs in; belongs to no MSP, so it stands outside tenancy.';
grant select, insert, update on app.users to demarc_app;

create table app.sessions (
  token text not null,
  data bytea not null,
  expiry timestamptz not null,
  constraint sessions_pk primary key (token)
);
create index sessions_expiry on app.sessions (expiry);
comment on table app.sessions is 'Signed-in browsers, kept by scs; tokens are stored hashed.';
grant select, insert, update, delete on app.sessions to demarc_app;

create table app.signin_codes (
  id uuid not null,
  user_id uuid not null,
  kind text not null,
  hash text not null default '',
  tries int not null default 0,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint signin_codes_pk primary key (id),
  constraint signin_codes_kind check (kind in ('code', 'sample_link'))
);
create index signin_codes_by_user on app.signin_codes (user_id, expires_at);
create index signin_codes_by_hash on app.signin_codes (hash);
comment on table app.signin_codes is 'One-time sign-in codes and the sign-in links of the sample people, hashed.';
grant select, insert, update on app.signin_codes to demarc_app;
alter table app.signin_codes add constraint signin_codes_user foreign key (user_id) references app.users (id);

create unlogged table app.attempts (
  key text not null,
  since timestamptz not null,
  n int not null,
  constraint attempts_pk primary key (key)
);
comment on table app.attempts is 'Counts of attempts per account and network, shared by all server processes.';
grant select, insert, update, delete on app.attempts to demarc_app;

create table app.instance (
  name text not null,
  value bytea not null,
  made_at timestamptz not null,
  constraint instance_pk primary key (name)
);
comment on table app.instance is 'What all server processes share and nobody types: the wrapped seal key.';
grant select, insert on app.instance to demarc_app;

create table app.msps (
  msp_id uuid not null,
  name text not null,
  prefix text not null,
  next_number int not null default 1,
  created_at timestamptz not null,
  constraint msps_pk primary key (msp_id)
);
comment on table app.msps is 'An MSP: the tenant.';
alter table app.msps enable row level security;
alter table app.msps force row level security;
create policy owner_all on app.msps to demarc_owner using (true) with check (true);
create policy scope on app.msps to demarc_app using (msp_id = app.msp_id() and app.side() in ('msp', 'client', 'signer'));
grant select, insert, update on app.msps to demarc_app;

create table app.clients (
  msp_id uuid not null,
  client_id uuid not null,
  name text not null,
  created_at timestamptz not null,
  constraint clients_pk primary key (msp_id, client_id)
);
comment on table app.clients is 'A client of an MSP: the company with its own IT team.';
alter table app.clients enable row level security;
alter table app.clients force row level security;
create policy owner_all on app.clients to demarc_owner using (true) with check (true);
create policy scope on app.clients to demarc_app using (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() in ('client', 'signer') and client_id = app.client_id())));
grant select, insert, update on app.clients to demarc_app;
alter table app.clients add constraint clients_msp foreign key (msp_id) references app.msps (msp_id);

create table app.memberships (
  msp_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  side text not null,
  client_id uuid,
  role text not null,
  msp_name text not null,
  client_name text not null default '',
  joined_at timestamptz not null,
  left_at timestamptz,
  constraint memberships_pk primary key (msp_id, id),
  constraint memberships_client_side check ((side = 'client') = (client_id is not null)),
  constraint memberships_role check (
    (side = 'msp' and role in ('owner', 'lead', 'member', 'viewer'))
    or (side = 'client' and role in ('it_lead', 'contributor', 'signer', 'reader')))
);
create unique index memberships_once on app.memberships (msp_id, user_id, coalesce(client_id, '00000000-0000-0000-0000-000000000000')) where left_at is null;
create index memberships_by_user on app.memberships (user_id) where left_at is null;
comment on table app.memberships is 'The place of a person at an MSP or at one of its clients; names are copied so that a person can list their places before choosing one.';
alter table app.memberships enable row level security;
alter table app.memberships force row level security;
create policy owner_all on app.memberships to demarc_owner using (true) with check (true);
create policy scope on app.memberships to demarc_app using (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id())));
create policy own on app.memberships for select to demarc_app using (user_id = app.user_id());
grant select, insert, update on app.memberships to demarc_app;
alter table app.memberships add constraint memberships_msp foreign key (msp_id) references app.msps (msp_id);
alter table app.memberships add constraint memberships_user foreign key (user_id) references app.users (id);
alter table app.memberships add constraint memberships_client foreign key (msp_id, client_id) references app.clients (msp_id, client_id);

create table app.invitations (
  msp_id uuid not null,
  id uuid not null,
  side text not null,
  client_id uuid,
  email text not null,
  role text not null,
  invited_by text not null,
  msp_name text not null,
  client_name text not null default '',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  token_hash text not null default '',
  used_at timestamptz,
  constraint invitations_pk primary key (msp_id, id),
  constraint invitations_client_side check ((side = 'client') = (client_id is not null))
);
comment on table app.invitations is 'An invitation by email; its token is made by the job that mails it and kept hashed.';
alter table app.invitations enable row level security;
alter table app.invitations force row level security;
create policy owner_all on app.invitations to demarc_owner using (true) with check (true);
create policy scope on app.invitations to demarc_app using (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id())));
create policy by_token on app.invitations for select to demarc_app using (
  msp_id = app.link_msp_id() and token_hash <> '' and token_hash = app.link_token());
grant select, insert, update on app.invitations to demarc_app;
alter table app.invitations add constraint invitations_msp foreign key (msp_id) references app.msps (msp_id);
alter table app.invitations add constraint invitations_client foreign key (msp_id, client_id) references app.clients (msp_id, client_id);

-- +goose Down
drop schema app cascade;
