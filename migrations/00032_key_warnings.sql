-- +goose Up
create table app.key_warnings (
  msp_id uuid not null,
  certificate text not null,
  days int not null,
  told_at timestamptz not null,
  constraint key_warnings_pk primary key (msp_id, certificate, days),
  constraint key_warnings_days check (days in (0, 7, 30, 90))
);
comment on table app.key_warnings is 'That the owners of an MSP were told how soon a seal certificate, named by its SHA-256, ends: once for each number of days.';
alter table app.key_warnings enable row level security;
alter table app.key_warnings force row level security;
create policy owner_all on app.key_warnings to demarc_owner using (true) with check (true);
create policy jobs on app.key_warnings to demarc_app using (msp_id = app.msp_id() and app.side() = 'msp' and app.user_id() is null)
  with check (msp_id = app.msp_id() and app.side() = 'msp' and app.user_id() is null);
grant select, insert on app.key_warnings to demarc_app;
alter table app.key_warnings add constraint key_warnings_msp foreign key (msp_id) references app.msps (msp_id);

-- +goose Down
drop table app.key_warnings;
