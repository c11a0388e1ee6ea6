-- +goose Up
create table app.versions (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  number int not null,
  content bytea not null,
  digest text not null,
  frozen_at timestamptz not null,
  constraint versions_pk primary key (msp_id, engagement_id, number),
  constraint versions_digest_hex check (digest ~ '^[0-9a-f]{64}$')
);
comment on table app.versions is 'Frozen agreements with their matrix: exact bytes and their SHA-256. Never changed.';
alter table app.versions enable row level security;
alter table app.versions force row level security;
create policy owner_all on app.versions to demarc_owner using (true) with check (true);
create policy scope on app.versions to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
grant select, insert on app.versions to demarc_app;
alter table app.versions add constraint versions_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.envelopes (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  version int not null,
  digest text not null,
  state text not null,
  message text not null default '',
  sent_at timestamptz not null,
  sent_by text not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  reason text not null default '',
  constraint envelopes_pk primary key (msp_id, engagement_id, id),
  constraint envelopes_version_once unique (msp_id, engagement_id, version),
  constraint envelopes_state check (state in ('sent', 'signed', 'sealed', 'declined', 'voided', 'expired'))
);
create unique index envelopes_one_out on app.envelopes (msp_id, engagement_id) where state in ('sent', 'signed');
create index envelopes_open on app.envelopes (state, expires_at) where state in ('sent', 'signed');
comment on table app.envelopes is 'Signing rounds: one per version.';
alter table app.envelopes enable row level security;
alter table app.envelopes force row level security;
create policy owner_all on app.envelopes to demarc_owner using (true) with check (true);
create policy scope on app.envelopes to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
grant select, insert, update on app.envelopes to demarc_app;
alter table app.envelopes add constraint envelopes_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.envelopes add constraint envelopes_of_version foreign key (msp_id, engagement_id, version) references app.versions (msp_id, engagement_id, number);

create table app.signers (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  envelope_id uuid not null,
  id uuid not null,
  side text not null,
  name text not null,
  title text not null,
  email text not null,
  turn int not null,
  notified_at timestamptz,
  token_hash text not null default '',
  opened_at timestamptz,
  confirmed_at timestamptz,
  presented_at timestamptz,
  signed_at timestamptz,
  typed text not null default '',
  signed_title text not null default '',
  evidence jsonb not null default '{}',
  constraint signers_pk primary key (msp_id, engagement_id, id),
  constraint signers_signed_is_whole check (signed_at is null or (typed <> '' and signed_title <> '' and confirmed_at is not null and presented_at is not null))
);
create index signers_by_envelope on app.signers (msp_id, engagement_id, envelope_id, turn);
comment on table app.signers is 'Who is asked to sign in one round; the link is kept hashed.';
alter table app.signers enable row level security;
alter table app.signers force row level security;
create policy owner_all on app.signers to demarc_owner using (true) with check (true);
create policy scope on app.signers to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
create policy by_token on app.signers for select to demarc_app using (
  msp_id = app.link_msp_id() and token_hash <> '' and token_hash = app.link_token());
grant select, insert, update on app.signers to demarc_app;
alter table app.signers add constraint signers_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.signers add constraint signers_envelope foreign key (msp_id, engagement_id, envelope_id) references app.envelopes (msp_id, engagement_id, id);

create table app.files (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  version int not null,
  data bytea not null,
  sha256 text not null,
  sealed_at timestamptz not null,
  fingerprint text not null,
  constraint files_pk primary key (msp_id, engagement_id, version),
  constraint files_sha256_hex check (sha256 ~ '^[0-9a-f]{64}$')
);
comment on table app.files is 'Sealed PDFs: one per version, never rewritten.';
alter table app.files enable row level security;
alter table app.files force row level security;
create policy owner_all on app.files to demarc_owner using (true) with check (true);
create policy scope on app.files to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
grant select, insert on app.files to demarc_app;
alter table app.files add constraint files_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.files add constraint files_of_version foreign key (msp_id, engagement_id, version) references app.versions (msp_id, engagement_id, number);
alter table app.engagements add constraint engagements_in_force_is_sealed foreign key (msp_id, engagement_id, in_force) references app.files (msp_id, engagement_id, version);

create table app.reference (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  position int not null,
  version int not null,
  function_key text not null,
  name text not null,
  area text not null,
  words text not null,
  answer jsonb not null,
  constraint reference_pk primary key (msp_id, engagement_id, position)
);
comment on table app.reference is 'The matrix in force, one row per function, as the search reads it. Made when a version comes into force.';
alter table app.reference enable row level security;
alter table app.reference force row level security;
create policy owner_all on app.reference to demarc_owner using (true) with check (true);
create policy scope on app.reference to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update, delete on app.reference to demarc_app;
alter table app.reference add constraint reference_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

-- +goose Down
alter table app.engagements drop constraint engagements_in_force_is_sealed;
drop table app.reference, app.files, app.signers, app.envelopes, app.versions;
