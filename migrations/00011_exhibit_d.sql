-- +goose Up
alter table app.contacts add column hours text not null default '';
alter table app.parties
  add column after_hours text not null default '',
  add column security_name text not null default '',
  add column security_phone text not null default '',
  add column security_email text not null default '',
  add column security_deputy text not null default '',
  add column security_deputy_phone text not null default '';

create table app.insurers (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  name text not null default '',
  hotline text not null default '',
  policy text not null default '',
  broker text not null default '',
  broker_phone text not null default '',
  rev int not null default 1,
  constraint insurers_pk primary key (msp_id, engagement_id)
);
comment on table app.insurers is 'The client''s cyber insurer (Exhibit D); hotline and policy are shown to few.';
alter table app.insurers enable row level security;
alter table app.insurers force row level security;
create policy owner_all on app.insurers to demarc_owner using (true) with check (true);
create policy scope on app.insurers to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update on app.insurers to demarc_app;
alter table app.insurers add constraint insurers_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.vendors (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  position int not null,
  name text not null,
  purpose text not null default '',
  phone text not null default '',
  account text not null default '',
  callers text not null default '',
  rev int not null default 1,
  constraint vendors_pk primary key (msp_id, engagement_id, id)
);
comment on table app.vendors is 'Carriers and key vendors: whom to call beside the two teams (Exhibit D).';
alter table app.vendors enable row level security;
alter table app.vendors force row level security;
create policy owner_all on app.vendors to demarc_owner using (true) with check (true);
create policy scope on app.vendors to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update, delete on app.vendors to demarc_app;
alter table app.vendors add constraint vendors_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

-- +goose Down
drop table app.vendors, app.insurers;
alter table app.parties drop column after_hours, drop column security_name, drop column security_phone, drop column security_email, drop column security_deputy, drop column security_deputy_phone;
alter table app.contacts drop column hours;
