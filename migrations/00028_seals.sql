-- +goose Up
alter table app.files
  add column level text not null default 'PAdES B-B',
  add column asked text not null default '';
comment on column app.files.asked is 'The outside authorities that were to be asked for the time, as the certificate inside the file names them.';
comment on column app.files.fingerprint is 'SHA-256 of the certificate that sealed, or of its root where the file is from before keys were renewed.';
comment on column app.files.level is 'What the seal proved when it was made; app.revisions tells what was added.';

create table app.revisions (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  version int not null,
  n int not null,
  tail bytea not null,
  sha256 text not null,
  level text not null,
  made_at timestamptz not null,
  authority text not null default '',
  constraint revisions_pk primary key (msp_id, engagement_id, version, n),
  constraint revisions_follow_the_file check (n >= 2),
  constraint revisions_sha256_hex check (sha256 ~ '^[0-9a-f]{64}$')
);
comment on table app.revisions is 'What was appended to a sealed PDF: outside time and what is needed to check it later. The bytes before are never rewritten, and the digest is that of the whole file then.';
alter table app.revisions enable row level security;
alter table app.revisions force row level security;
create policy owner_all on app.revisions to demarc_owner using (true) with check (true);
create policy scope on app.revisions to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
create policy by_proof on app.revisions for select to demarc_app using (sha256 = app.link_token());
create index revisions_by_proof on app.revisions (sha256);
grant select, insert on app.revisions to demarc_app;
alter table app.revisions add constraint revisions_of_file foreign key (msp_id, engagement_id, version) references app.files (msp_id, engagement_id, version);
alter table app.revisions add constraint revisions_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.seal_keys (
  id uuid not null,
  kind text not null,
  certificate text not null,
  wrapped bytea not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  made_at timestamptz not null,
  retired_at timestamptz,
  revoked_from timestamptz,
  constraint seal_keys_pk primary key (id),
  constraint seal_keys_kind check (kind in ('own', 'brought'))
);
create unique index seal_keys_certificate on app.seal_keys (certificate);
comment on table app.seal_keys is 'The keys that seal or did, wrapped under the master key: the newest that is neither retired nor revoked seals.';
grant select, insert, update on app.seal_keys to demarc_app;

-- +goose Down
drop table app.seal_keys, app.revisions;
alter table app.files drop column level, drop column asked;
