-- +goose Up
alter table app.envelopes
  add column code text not null default '',
  add column verify text not null default '',
  add column pages int not null default 0,
  add column reminders int[] not null default '{3,7,14}',
  add column extended_at timestamptz;
comment on column app.envelopes.code is 'What a reader of the paper types to check it; made when the round is sent.';
comment on column app.envelopes.verify is 'The whole address of that check, as it is printed.';
comment on column app.envelopes.pages is 'Pages of the document as printed when it was sent; 0 is not recorded.';
comment on column app.envelopes.reminders is 'On which days after being asked somebody is reminded.';

alter table app.signers
  add column role text not null default 'sign',
  add column check_by text not null default 'link',
  add column code_passed_at timestamptz,
  add column method text not null default 'typed',
  add column drawn text not null default '',
  add column reminded int not null default 0,
  add column reminded_at timestamptz,
  add column accepted_at timestamptz,
  add column bounced text not null default '',
  add column ended_at timestamptz,
  add column ended_as text not null default '',
  add column replaced_by uuid,
  drop constraint signers_signed_is_whole,
  add constraint signers_signed_is_whole check (signed_at is null
    or (confirmed_at is not null and presented_at is not null and (role <> 'sign' or (typed <> '' and signed_title <> '')))),
  add constraint signers_role check (role in ('sign', 'approve', 'acknowledge', 'copy')),
  add constraint signers_check_by check (check_by in ('link', 'code')),
  add constraint signers_method check (method in ('typed', 'drawn')),
  add constraint signers_copy_does_nothing check (role <> 'copy' or signed_at is null),
  add constraint signers_ended_is_said check ((ended_at is null) = (ended_as = '')),
  add constraint signers_one_end check (ended_at is null or signed_at is null);
comment on table app.signers is 'Who signs, approves, acknowledges or gets a copy in one round. One who was corrected, replaced or delegated stays, ended.';
comment on column app.signers.signed_at is 'When they did what they were asked for: signed, approved or acknowledged.';
comment on column app.signers.notified_at is 'When their first letter was made.';
comment on column app.signers.accepted_at is 'When the mail server took their latest letter.';
comment on column app.signers.bounced is 'Why the mail server refused their latest letter for good.';

create table app.signer_links (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  envelope_id uuid not null,
  signer_id uuid not null,
  id uuid not null,
  side text not null,
  name text not null,
  email text not null,
  token_hash text not null,
  made_at timestamptz not null,
  accepted_at timestamptz,
  ended_at timestamptz,
  ended_as text not null default '',
  constraint signer_links_pk primary key (msp_id, engagement_id, id),
  constraint signer_links_ended_is_said check ((ended_at is null) = (ended_as = ''))
);
create index signer_links_by_signer on app.signer_links (msp_id, engagement_id, signer_id);
create index signer_links_by_token on app.signer_links (msp_id, token_hash);
comment on table app.signer_links is 'Every link that was ever mailed to somebody of a round, hashed: an ended one leads to a page that says what became of it.';
alter table app.signer_links enable row level security;
alter table app.signer_links force row level security;
create policy owner_all on app.signer_links to demarc_owner using (true) with check (true);
create policy scope on app.signer_links to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())
     or (app.side() = 'signer' and engagement_id = app.engagement_id())));
create policy by_token on app.signer_links for select to demarc_app using (
  msp_id = app.link_msp_id() and token_hash <> '' and token_hash = app.link_token());
grant select, insert, update on app.signer_links to demarc_app;
alter table app.signer_links add constraint signer_links_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.signer_links add constraint signer_links_signer foreign key (msp_id, engagement_id, signer_id) references app.signers (msp_id, engagement_id, id);
insert into app.signer_links (msp_id, client_id, engagement_id, envelope_id, signer_id, id, side, name, email, token_hash, made_at)
  select msp_id, client_id, engagement_id, envelope_id, id, gen_random_uuid(), side, name, email, token_hash, coalesce(notified_at, now())
    from app.signers where token_hash <> '';
drop policy by_token on app.signers;
alter table app.signers drop column token_hash;

create table app.recipients (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  side text not null,
  role text not null,
  name text not null,
  title text not null default '',
  email text not null,
  position int not null,
  constraint recipients_pk primary key (msp_id, engagement_id, id),
  constraint recipients_side check (side in ('msp', 'client')),
  constraint recipients_role check (role in ('approve', 'acknowledge', 'copy'))
);
comment on table app.recipients is 'Who approves, acknowledges or gets a copy of the next round. Those who sign are parties'' signatories; they are part of the text.';
alter table app.recipients enable row level security;
alter table app.recipients force row level security;
create policy owner_all on app.recipients to demarc_owner using (true) with check (true);
create policy scope on app.recipients to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update, delete on app.recipients to demarc_app;
alter table app.recipients add constraint recipients_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

-- What the clock asks across tenants: ids and states, read by jobs only.
create policy sweep on app.msps for select to demarc_app using (app.side() = 'sweep');
create policy sweep on app.chain_heads for select to demarc_app using (app.side() = 'sweep');
create policy sweep on app.envelopes for select to demarc_app using (app.side() = 'sweep');

-- +goose Down
drop policy sweep on app.envelopes;
drop policy sweep on app.chain_heads;
drop policy sweep on app.msps;
drop table app.recipients;
alter table app.signers add column token_hash text not null default '';
update app.signers s set token_hash = l.token_hash from app.signer_links l
 where l.msp_id = s.msp_id and l.engagement_id = s.engagement_id and l.signer_id = s.id and l.ended_at is null;
create policy by_token on app.signers for select to demarc_app using (
  msp_id = app.link_msp_id() and token_hash <> '' and token_hash = app.link_token());
drop table app.signer_links;
alter table app.signers
  drop constraint signers_role, drop constraint signers_check_by, drop constraint signers_method, drop constraint signers_copy_does_nothing,
  drop constraint signers_ended_is_said, drop constraint signers_one_end, drop constraint signers_signed_is_whole,
  drop column role, drop column check_by, drop column code_passed_at, drop column method, drop column drawn, drop column reminded, drop column reminded_at,
  drop column accepted_at, drop column bounced, drop column ended_at, drop column ended_as, drop column replaced_by,
  add constraint signers_signed_is_whole check (signed_at is null or (typed <> '' and signed_title <> '' and confirmed_at is not null and presented_at is not null));
alter table app.envelopes drop column code, drop column verify, drop column pages, drop column reminders, drop column extended_at;
