-- +goose Up
create table app.checkpoints (
  day date not null,
  chains int not null,
  root bytea not null,
  before bytea not null,
  signature bytea not null,
  certificates text not null,
  made_at timestamptz not null,
  constraint checkpoints_pk primary key (day),
  constraint checkpoints_binds_something check (chains > 0),
  constraint checkpoints_hashes check (length(root) = 32 and length(before) = 32)
);
comment on table app.checkpoints is 'One root a day over the ends of all chains that went on, signed with the key that seals and bound to the checkpoint before. Hashes only.';
comment on column app.checkpoints.before is 'SHA-256 of the statement of the checkpoint before; zeros for the first.';
grant select, insert on app.checkpoints to demarc_app;

create table app.checkpoint_leaves (
  msp_id uuid not null,
  client_id uuid,
  stream_id uuid not null,
  day date not null,
  seq bigint not null,
  hash bytea not null,
  path text[] not null,
  constraint checkpoint_leaves_pk primary key (msp_id, stream_id, day),
  constraint checkpoint_leaves_msp foreign key (msp_id) references app.msps (msp_id)
);
create index checkpoint_leaves_by_day on app.checkpoint_leaves (msp_id, day);
comment on table app.checkpoint_leaves is 'Where a chain ended when a checkpoint was made, and its way to the root. A chain that did not go on has none for that day.';
alter table app.checkpoint_leaves enable row level security;
alter table app.checkpoint_leaves force row level security;
create policy owner_all on app.checkpoint_leaves to demarc_owner using (true) with check (true);
create policy scope on app.checkpoint_leaves for select to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
create policy sweep on app.checkpoint_leaves to demarc_app using (app.side() = 'sweep') with check (app.side() = 'sweep');
grant select, insert on app.checkpoint_leaves to demarc_app;

create table app.chain_checks (
  msp_id uuid not null,
  client_id uuid,
  stream_id uuid not null,
  checked_at timestamptz not null,
  seq bigint not null,
  reason text not null default '',
  told_at timestamptz,
  constraint chain_checks_pk primary key (msp_id, stream_id),
  constraint chain_checks_msp foreign key (msp_id) references app.msps (msp_id)
);
create index chain_checks_broken on app.chain_checks (msp_id) where reason <> '';
comment on table app.chain_checks is 'What the last nightly check of each chain found.';
comment on column app.chain_checks.seq is 'The entry up to which the chain holds, or the first that does not.';
comment on column app.chain_checks.told_at is 'When people were told that the chain does not hold.';
alter table app.chain_checks enable row level security;
alter table app.chain_checks force row level security;
create policy owner_all on app.chain_checks to demarc_owner using (true) with check (true);
create policy scope on app.chain_checks to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
create policy sweep on app.chain_checks for select to demarc_app using (app.side() = 'sweep');
grant select, insert, update on app.chain_checks to demarc_app;

-- Saying that a checkpoint was published is an entry too. The clock must see that it is
-- all that was added, or else no MSP would ever rest.
create policy sweep on app.entries for select to demarc_app using (app.side() = 'sweep' and verb = 'checkpoint.published');

-- +goose Down
drop policy sweep on app.entries;
drop table app.chain_checks, app.checkpoint_leaves, app.checkpoints;
