-- +goose Up
create table app.brands (
  msp_id uuid not null,
  accent text not null default '',
  asked text not null default '',
  footer text not null default '',
  sender text not null default '',
  paper text not null default '',
  logo bytea,
  logo_width int not null default 0,
  logo_height int not null default 0,
  logo_mark text not null default '',
  rev int not null default 0,
  constraint brands_pk primary key (msp_id),
  constraint brands_accent check (accent ~ '^(#[0-9a-f]{6})?$' and asked ~ '^(#[0-9a-f]{6})?$'),
  constraint brands_lines check (char_length(footer) <= 120 and char_length(sender) <= 60),
  constraint brands_paper check (paper in ('', 'a4')),
  constraint brands_logo_small check (octet_length(logo) <= 65536 and logo_width between 0 and 640 and logo_height between 0 and 240),
  constraint brands_logo_whole check ((logo is null) = (logo_mark = '') and (logo is null) = (logo_width = 0) and (logo is null) = (logo_height = 0))
);
comment on table app.brands is 'How an MSP''s papers, pages and letters look; asked is the accent as chosen, accent the one that can be read, logo_mark names the logo in its address.';
alter table app.brands enable row level security;
alter table app.brands force row level security;
create policy owner_all on app.brands to demarc_owner using (true) with check (true);
create policy scope on app.brands for select to demarc_app using (msp_id = app.msp_id() and app.side() in ('msp', 'client', 'signer'));
create policy make on app.brands for insert to demarc_app with check (msp_id = app.msp_id() and app.side() = 'msp');
create policy change on app.brands for update to demarc_app using (msp_id = app.msp_id() and app.side() = 'msp') with check (msp_id = app.msp_id() and app.side() = 'msp');
grant select, insert, update on app.brands to demarc_app;
alter table app.brands add constraint brands_msp foreign key (msp_id) references app.msps (msp_id);

-- +goose Down
drop table app.brands;
