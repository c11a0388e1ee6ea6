-- +goose Up
alter table app.standings
  add column ends_on date,
  add column ends_at timestamptz,
  add column notice_by text,
  add column notice_at timestamptz,
  add column notice text not null default '',
  add constraint standings_notice_is_whole check ((ends_on is null) = (ends_at is null) and (ends_on is null) = (notice_by is null) and (ends_on is null) = (notice_at is null)),
  add constraint standings_notice_by check (notice_by in ('msp', 'client')),
  add constraint standings_notice_is_before check (notice_at < ends_at);
comment on column app.standings.ends_on is 'The last day of the agreement by notice of one side, in the time zone of the agreement; ends_at is when that day is over.';
comment on column app.standings.notice is 'The reason given with the notice.';

-- +goose Down
alter table app.standings
  drop constraint standings_notice_is_before,
  drop constraint standings_notice_by,
  drop constraint standings_notice_is_whole,
  drop column notice,
  drop column notice_at,
  drop column notice_by,
  drop column ends_at,
  drop column ends_on;
