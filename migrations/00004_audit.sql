-- +goose Up
create table app.chain_heads (
  msp_id uuid not null,
  client_id uuid,
  stream_id uuid not null,
  seq bigint not null,
  hash bytea not null,
  at timestamptz not null,
  constraint chain_heads_pk primary key (msp_id, stream_id)
);
comment on table app.chain_heads is 'The end of each audit chain, kept apart from the entries so that a cut end is noticed.';
alter table app.chain_heads enable row level security;
alter table app.chain_heads force row level security;
create policy owner_all on app.chain_heads to demarc_owner using (true) with check (true);
create policy scope on app.chain_heads to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and (client_id = app.client_id() or stream_id = app.msp_id()))
     or (app.side() = 'signer' and stream_id = app.engagement_id())));
grant select, insert, update on app.chain_heads to demarc_app;
alter table app.chain_heads add constraint chain_heads_msp foreign key (msp_id) references app.msps (msp_id);

create table app.entries (
  msp_id uuid not null,
  client_id uuid,
  stream_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  verb text not null,
  subject text not null default '',
  payload text not null,
  prev bytea not null,
  hash bytea not null,
  constraint entries_pk primary key (msp_id, stream_id, seq)
);
comment on table app.entries is 'The audit log: append only, held by privilege (no update, no delete), hash-chained per engagement.';
alter table app.entries enable row level security;
alter table app.entries force row level security;
create policy owner_all on app.entries to demarc_owner using (true) with check (true);
create policy scope on app.entries for select to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and stream_id = app.engagement_id())));
create policy append on app.entries for insert to demarc_app with check (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and (client_id = app.client_id() or stream_id = app.msp_id()))
     or (app.side() = 'signer' and stream_id = app.engagement_id())));
grant select, insert on app.entries to demarc_app;
alter table app.entries add constraint entries_msp foreign key (msp_id) references app.msps (msp_id);

-- +goose Down
drop table app.entries, app.chain_heads;
