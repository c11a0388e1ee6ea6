-- +goose Up
create table app.signer_codes (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  envelope_id uuid not null,
  signer_id uuid not null,
  id uuid not null,
  hash text not null default '',
  tries int not null default 0,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint signer_codes_pk primary key (msp_id, engagement_id, id)
);
create index signer_codes_by_signer on app.signer_codes (msp_id, engagement_id, signer_id);
comment on table app.signer_codes is 'One-time codes of somebody of a round: mailed apart from the link, hashed, bound to the browser that asked for one by its id.';
alter table app.signer_codes enable row level security;
alter table app.signer_codes force row level security;
create policy owner_all on app.signer_codes to demarc_owner using (true) with check (true);
create policy scope on app.signer_codes to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
grant select, insert, update on app.signer_codes to demarc_app;
alter table app.signer_codes add constraint signer_codes_signer foreign key (msp_id, engagement_id, signer_id) references app.signers (msp_id, engagement_id, id);

create table app.initials (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  signer_id uuid not null,
  function_key text not null,
  acknowledged boolean not null default false,
  at timestamptz not null,
  constraint initials_pk primary key (msp_id, engagement_id, signer_id, function_key)
);
comment on table app.initials is 'The functions somebody of a round initialled, or acknowledged, one by one. Written once, with what they did.';
alter table app.initials enable row level security;
alter table app.initials force row level security;
create policy owner_all on app.initials to demarc_owner using (true) with check (true);
create policy scope on app.initials to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
grant select, insert on app.initials to demarc_app;
alter table app.initials add constraint initials_signer foreign key (msp_id, engagement_id, signer_id) references app.signers (msp_id, engagement_id, id);

create table app.renditions (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  version int not null,
  kind text not null,
  sha256 text not null,
  bytes int not null,
  fonts text not null default '',
  at timestamptz not null,
  constraint renditions_pk primary key (msp_id, engagement_id, version, kind, sha256),
  constraint renditions_kind check (kind in ('html', 'pdf')),
  constraint renditions_sha256 check (sha256 ~ '^[0-9a-f]{64}$')
);
comment on table app.renditions is 'What a version looked like, byte by byte, when it was first shown or printed in that form. The bytes follow from the version.';
alter table app.renditions enable row level security;
alter table app.renditions force row level security;
create policy owner_all on app.renditions to demarc_owner using (true) with check (true);
create policy scope on app.renditions to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
grant select, insert on app.renditions to demarc_app;
alter table app.renditions add constraint renditions_version foreign key (msp_id, engagement_id, version) references app.versions (msp_id, engagement_id, number);

-- +goose Down
drop table app.renditions;
drop table app.initials;
drop table app.signer_codes;
