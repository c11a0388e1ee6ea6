-- +goose Up
create table app.library_versions (
  msp_id uuid not null,
  number int not null,
  note text not null,
  published_by text not null,
  published_at timestamptz not null,
  constraint library_versions_pk primary key (msp_id, number),
  constraint library_versions_from_one check (number >= 1)
);
comment on table app.library_versions is 'The published versions of an MSP''s own library; version 0 is the shipped one.';
alter table app.library_versions enable row level security;
alter table app.library_versions force row level security;
create policy owner_all on app.library_versions to demarc_owner using (true) with check (true);
create policy scope on app.library_versions to demarc_app using (msp_id = app.msp_id() and app.side() = 'msp');
grant select, insert on app.library_versions to demarc_app;
alter table app.library_versions add constraint library_versions_msp foreign key (msp_id) references app.msps (msp_id);

create table app.library_items (
  msp_id uuid not null,
  kind text not null,
  key text not null,
  number int not null,
  retired boolean not null default false,
  locked boolean not null default false,
  body jsonb not null,
  notes text not null default '',
  reason text not null default '',
  rev int not null default 1,
  edited_by text not null,
  edited_at timestamptz not null,
  published_at timestamptz,
  constraint library_items_pk primary key (msp_id, kind, key, number),
  constraint library_items_kind check (kind in ('function', 'clause', 'preset', 'template')),
  constraint library_items_from_one check (number >= 1)
);
create unique index library_items_one_draft on app.library_items (msp_id, kind, key) where published_at is null;
comment on table app.library_items is 'What an MSP added to the shipped library, or changed in it, with the version that published it. Drafts have no date yet; published rows are never changed.';
alter table app.library_items enable row level security;
alter table app.library_items force row level security;
create policy owner_all on app.library_items to demarc_owner using (true) with check (true);
-- The client's side reads what agreements are written from, and only once it is published.
create policy scope on app.library_items for select to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and published_at is not null and kind in ('function', 'clause'))));
create policy draft_added on app.library_items for insert to demarc_app with check (
  msp_id = app.msp_id() and app.side() = 'msp' and published_at is null);
create policy draft_changed on app.library_items for update to demarc_app using (
  msp_id = app.msp_id() and app.side() = 'msp' and published_at is null)
  with check (msp_id = app.msp_id() and app.side() = 'msp');
create policy draft_dropped on app.library_items for delete to demarc_app using (
  msp_id = app.msp_id() and app.side() = 'msp' and published_at is null);
grant select, insert, update, delete on app.library_items to demarc_app;
alter table app.library_items add constraint library_items_msp foreign key (msp_id) references app.msps (msp_id);

alter table app.engagements add column library int not null default 0;
alter table app.engagements add column template text not null default '';
alter table app.engagements add column choices jsonb not null default '{}';
comment on column app.engagements.library is 'The version of the MSP''s library it is written from; 0 is the shipped one.';
comment on column app.engagements.choices is 'Which wording it takes of a clause that has several.';

-- +goose Down
alter table app.engagements drop column choices, drop column template, drop column library;
drop table app.library_items, app.library_versions;
