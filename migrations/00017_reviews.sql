-- +goose Up
create table app.threads (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  function_id uuid not null,
  stakeholder_id uuid,
  column_name text not null default '',
  opened_by uuid not null,
  opened_by_name text not null,
  side text not null,
  opened_at timestamptz not null,
  resolved_by text not null default '',
  resolved_at timestamptz,
  pending boolean not null,
  constraint threads_pk primary key (msp_id, engagement_id, id),
  constraint threads_side check (side in ('msp', 'client')),
  constraint threads_resolved_is_whole check ((resolved_at is null) = (resolved_by = '')),
  constraint threads_pending_is_open check (not pending or resolved_at is null)
);
create index threads_by_function on app.threads (msp_id, engagement_id, function_id);
comment on table app.threads is 'A conversation about a row, or about one cell of it. The column is named as it was, because it may be removed. A pending one is its author''s alone until their review is sent.';
alter table app.threads enable row level security;
alter table app.threads force row level security;
create policy owner_all on app.threads to demarc_owner using (true) with check (true);
create policy seen on app.threads for select to demarc_app using (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id()))
  and (not pending or (opened_by = app.user_id() and side = app.side())));
create policy opened on app.threads for insert to demarc_app with check (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id()))
  and opened_by = app.user_id() and side = app.side());
create policy changed on app.threads for update to demarc_app using (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id()))
  and (not pending or (opened_by = app.user_id() and side = app.side())));
create policy dropped on app.threads for delete to demarc_app using (
  msp_id = app.msp_id() and pending and opened_by = app.user_id() and side = app.side());
grant select, insert, update, delete on app.threads to demarc_app;
alter table app.threads add constraint threads_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.threads add constraint threads_function foreign key (msp_id, engagement_id, function_id) references app.functions (msp_id, engagement_id, id);

create table app.comments (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  thread_id uuid not null,
  author_id uuid not null,
  author text not null,
  side text not null,
  body text not null,
  at timestamptz not null,
  edited_at timestamptz,
  removed_at timestamptz,
  pending boolean not null,
  constraint comments_pk primary key (msp_id, engagement_id, id),
  constraint comments_side check (side in ('msp', 'client')),
  constraint comments_removed_is_empty check ((removed_at is null) = (body <> '')),
  constraint comments_length check (char_length(body) <= 2000)
);
create index comments_in_order on app.comments (msp_id, engagement_id, thread_id, at);
create index comments_by_time on app.comments (msp_id, engagement_id, at);
comment on table app.comments is 'One message of a thread. The text is here only, so that it can be erased; the audit log has its digest. A pending one is its author''s alone.';
alter table app.comments enable row level security;
alter table app.comments force row level security;
create policy owner_all on app.comments to demarc_owner using (true) with check (true);
create policy seen on app.comments for select to demarc_app using (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id()))
  and (not pending or (author_id = app.user_id() and side = app.side())));
create policy written on app.comments for insert to demarc_app with check (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id()))
  and author_id = app.user_id() and side = app.side());
create policy own on app.comments for update to demarc_app using (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id()))
  and author_id = app.user_id() and side = app.side());
create policy dropped on app.comments for delete to demarc_app using (
  msp_id = app.msp_id() and pending and author_id = app.user_id() and side = app.side());
grant select, insert, update, delete on app.comments to demarc_app;
alter table app.comments add constraint comments_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.comments add constraint comments_thread foreign key (msp_id, engagement_id, thread_id) references app.threads (msp_id, engagement_id, id);

create table app.comment_mentions (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  comment_id uuid not null,
  user_id uuid not null,
  side text not null,
  words text not null,
  constraint comment_mentions_pk primary key (msp_id, engagement_id, comment_id, user_id, side, words)
);
create index comment_mentions_by_user on app.comment_mentions (msp_id, user_id);
comment on table app.comment_mentions is 'Who a comment names with an @, and with which words. Written when the comment is shared, so a pending one mentions nobody.';
alter table app.comment_mentions enable row level security;
alter table app.comment_mentions force row level security;
create policy owner_all on app.comment_mentions to demarc_owner using (true) with check (true);
create policy scope on app.comment_mentions to demarc_app using (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, delete on app.comment_mentions to demarc_app;
alter table app.comment_mentions add constraint comment_mentions_comment foreign key (msp_id, engagement_id, comment_id) references app.comments (msp_id, engagement_id, id);

create table app.reviews (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  author_id uuid not null,
  author text not null,
  side text not null,
  at timestamptz not null,
  verdict text not null,
  body text not null default '',
  comments int not null,
  agreed int not null,
  disputed int not null,
  constraint reviews_pk primary key (msp_id, engagement_id, id),
  constraint reviews_side check (side in ('msp', 'client')),
  constraint reviews_verdict check (verdict in ('agree', 'agree_except', 'not_yet'))
);
create index reviews_in_order on app.reviews (msp_id, engagement_id, at desc);
comment on table app.reviews is 'What one person sent to the other side at once: comments and marks, with a verdict.';
alter table app.reviews enable row level security;
alter table app.reviews force row level security;
create policy owner_all on app.reviews to demarc_owner using (true) with check (true);
create policy seen on app.reviews for select to demarc_app using (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id())));
create policy sent on app.reviews for insert to demarc_app with check (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id()))
  and author_id = app.user_id() and side = app.side());
grant select, insert on app.reviews to demarc_app;
alter table app.reviews add constraint reviews_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

create table app.review_marks (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  user_id uuid not null,
  side text not null,
  function_id uuid not null,
  stand text not null,
  reason text not null default '',
  rev int not null,
  at timestamptz not null,
  constraint review_marks_pk primary key (msp_id, engagement_id, user_id, side, function_id),
  constraint review_marks_stand check (stand in ('agree', 'dispute')),
  constraint review_marks_reasoned check ((stand = 'dispute') = (reason <> ''))
);
comment on table app.review_marks is 'What one person means to agree to or dispute when they send their review. Nobody else sees it.';
alter table app.review_marks enable row level security;
alter table app.review_marks force row level security;
create policy owner_all on app.review_marks to demarc_owner using (true) with check (true);
create policy own on app.review_marks to demarc_app using (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id()))
  and user_id = app.user_id() and side = app.side());
grant select, insert, update, delete on app.review_marks to demarc_app;
alter table app.review_marks add constraint review_marks_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.review_marks add constraint review_marks_function foreign key (msp_id, engagement_id, function_id) references app.functions (msp_id, engagement_id, id);

create table app.review_seen (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  user_id uuid not null,
  side text not null,
  seen_at timestamptz not null,
  constraint review_seen_pk primary key (msp_id, engagement_id, user_id, side)
);
comment on table app.review_seen is 'Until when one person has caught up with the conversation of an engagement. Nobody else sees it.';
alter table app.review_seen enable row level security;
alter table app.review_seen force row level security;
create policy owner_all on app.review_seen to demarc_owner using (true) with check (true);
create policy own on app.review_seen to demarc_app using (
  msp_id = app.msp_id() and (app.side() = 'msp' or (app.side() = 'client' and client_id = app.client_id()))
  and user_id = app.user_id() and side = app.side());
grant select, insert, update on app.review_seen to demarc_app;
alter table app.review_seen add constraint review_seen_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);

-- Whom a client's people can mention: those of the MSP who work on matrices, while they do.
create policy partners on app.memberships for select to demarc_app using (
  msp_id = app.msp_id() and app.side() = 'client' and client_id is null and left_at is null and role in ('owner', 'lead', 'member'));

-- +goose Down
drop policy partners on app.memberships;
drop table app.review_seen, app.review_marks, app.reviews, app.comment_mentions, app.comments, app.threads;
