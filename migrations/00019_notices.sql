-- +goose Up
create table app.notice_settings (
  msp_id uuid not null,
  membership_id uuid not null,
  user_id uuid not null,
  kind text not null,
  choice text not null,
  constraint notice_settings_pk primary key (msp_id, membership_id, kind),
  constraint notice_settings_choice check (choice in ('now', 'daily', 'never'))
);
comment on table app.notice_settings is 'How a person wants to hear of one kind of news in one of their places; a kind without a row is as their role begins.';
alter table app.notice_settings enable row level security;
alter table app.notice_settings force row level security;
create policy owner_all on app.notice_settings to demarc_owner using (true) with check (true);
create policy own on app.notice_settings to demarc_app using (
  msp_id = app.msp_id() and (
        (app.side() in ('msp', 'client') and user_id = app.user_id())
     or (app.side() = 'msp' and app.user_id() is null)));
grant select, insert, update on app.notice_settings to demarc_app;
alter table app.notice_settings add constraint notice_settings_membership foreign key (msp_id, membership_id) references app.memberships (msp_id, id);
alter table app.notice_settings add constraint notice_settings_user foreign key (user_id) references app.users (id);

create table app.mutes (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  membership_id uuid not null,
  user_id uuid not null,
  muted_at timestamptz not null,
  constraint mutes_pk primary key (msp_id, engagement_id, membership_id)
);
comment on table app.mutes is 'An engagement of which a person wants no letters but those they are asked to sign by.';
alter table app.mutes enable row level security;
alter table app.mutes force row level security;
create policy owner_all on app.mutes to demarc_owner using (true) with check (true);
create policy own on app.mutes to demarc_app using (
  msp_id = app.msp_id() and (
        (app.side() = 'msp' and user_id = app.user_id())
     or (app.side() = 'client' and client_id = app.client_id() and user_id = app.user_id())
     or (app.side() = 'msp' and app.user_id() is null)));
grant select, insert, delete on app.mutes to demarc_app;
alter table app.mutes add constraint mutes_membership foreign key (msp_id, membership_id) references app.memberships (msp_id, id);
alter table app.mutes add constraint mutes_user foreign key (user_id) references app.users (id);
alter table app.mutes add constraint mutes_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.letters (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  membership_id uuid not null,
  kind text not null,
  happening uuid not null,
  about text not null default '',
  from_seq bigint not null default 0,
  to_seq bigint not null default 0,
  token_hash text not null default '',
  made_at timestamptz not null,
  sent_at timestamptz,
  constraint letters_pk primary key (msp_id, id),
  constraint letters_once unique (msp_id, happening, membership_id)
);
create index letters_by_membership on app.letters (msp_id, engagement_id, membership_id, kind) where sent_at is null;
comment on table app.letters is 'A letter of news that was decided on, so that it is sent once: who gets it, about what, and between which entries of the chain. Never its text.';
alter table app.letters enable row level security;
alter table app.letters force row level security;
create policy owner_all on app.letters to demarc_owner using (true) with check (true);
create policy jobs on app.letters to demarc_app using (
  msp_id = app.msp_id() and app.side() = 'msp' and app.user_id() is null);
create policy by_token on app.letters for select to demarc_app using (
  msp_id = app.link_msp_id() and token_hash <> '' and token_hash = app.link_token());
grant select, insert, update on app.letters to demarc_app;
alter table app.letters add constraint letters_membership foreign key (msp_id, membership_id) references app.memberships (msp_id, id);
alter table app.letters add constraint letters_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

alter table app.chain_heads add column digest_seq bigint not null default 0;
alter table app.chain_heads add column digest_at timestamptz;
update app.chain_heads set digest_seq = seq;
comment on column app.chain_heads.digest_seq is 'The last entry that a daily letter has told of.';
comment on column app.chain_heads.digest_at is 'When the first change since the last daily letter was made; null while there is none.';

-- +goose Down
alter table app.chain_heads drop column digest_at;
alter table app.chain_heads drop column digest_seq;
drop table app.letters, app.mutes, app.notice_settings;
