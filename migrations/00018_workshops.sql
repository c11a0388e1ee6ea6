-- +goose Up
create table app.ballots (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  id uuid not null,
  state text not null default 'open',
  round int not null default 1,
  first_id uuid,
  functions uuid[] not null,
  opened_by text not null,
  opened_side text not null,
  opened_at timestamptz not null,
  revealed_at timestamptz,
  done_msp int not null default 0,
  done_client int not null default 0,
  outcomes jsonb not null default '{}',
  constraint ballots_pk primary key (msp_id, engagement_id, id),
  constraint ballots_state check (state in ('open', 'revealed', 'closed')),
  constraint ballots_round check ((round = 1 and first_id is null) or (round = 2 and first_id is not null)),
  constraint ballots_revealed_has_time check (state <> 'revealed' or revealed_at is not null)
);
create unique index ballots_one_open on app.ballots (msp_id, engagement_id) where state = 'open';
create unique index ballots_asked_again_once on app.ballots (msp_id, engagement_id, first_id) where first_id is not null;
comment on table app.ballots is 'Blind votes. Of the answers both sides may know before the reveal only how many functions each has answered: the two counts here.';
alter table app.ballots enable row level security;
alter table app.ballots force row level security;
create policy owner_all on app.ballots to demarc_owner using (true) with check (true);
create policy scope on app.ballots to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update on app.ballots to demarc_app;
alter table app.ballots add constraint ballots_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.ballots add constraint ballots_first foreign key (msp_id, engagement_id, first_id) references app.ballots (msp_id, engagement_id, id);

create table app.votes (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  ballot_id uuid not null,
  function_id uuid not null,
  side text not null,
  cells jsonb not null,
  voted_by text not null,
  voted_at timestamptz not null,
  rev int not null default 1,
  constraint votes_pk primary key (msp_id, engagement_id, ballot_id, function_id, side),
  constraint votes_side check (side in ('msp', 'client'))
);
comment on table app.votes is 'The answers of a blind vote, one per side and function. A side reads its own; the other side''s only once the vote is revealed, and only of functions that both answered.';
alter table app.votes enable row level security;
alter table app.votes force row level security;
create policy owner_all on app.votes to demarc_owner using (true) with check (true);
create policy scope on app.votes for select to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id()))
  and (side = app.side() or exists (
        select from app.ballots b
         where b.msp_id = votes.msp_id and b.engagement_id = votes.engagement_id and b.id = votes.ballot_id
           and b.state = 'revealed' and votes.function_id = any (b.functions))));
create policy answer on app.votes for insert to demarc_app with check (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id()))
  and side = app.side() and exists (
        select from app.ballots b
         where b.msp_id = votes.msp_id and b.engagement_id = votes.engagement_id and b.id = votes.ballot_id
           and b.state = 'open' and votes.function_id = any (b.functions)));
create policy answer_anew on app.votes for update to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id()))
  and side = app.side() and exists (
        select from app.ballots b
         where b.msp_id = votes.msp_id and b.engagement_id = votes.engagement_id and b.id = votes.ballot_id
           and b.state = 'open' and votes.function_id = any (b.functions)));
grant select, insert, update on app.votes to demarc_app;
alter table app.votes add constraint votes_ballot foreign key (msp_id, engagement_id, ballot_id) references app.ballots (msp_id, engagement_id, id);
alter table app.votes add constraint votes_function foreign key (msp_id, engagement_id, function_id) references app.functions (msp_id, engagement_id, id);

create table app.workshops (
  msp_id uuid not null,
  client_id uuid not null,
  engagement_id uuid not null,
  number int not null,
  function_id uuid,
  facilitator_id uuid not null,
  facilitator text not null,
  side text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  timer_until timestamptz,
  began jsonb not null default '{}',
  shown uuid[] not null default '{}',
  summary jsonb,
  constraint workshops_pk primary key (msp_id, engagement_id),
  constraint workshops_ended_has_summary check ((ended_at is null) = (summary is null))
);
comment on table app.workshops is 'The session in which both teams go through the matrix together, one per engagement: which function all look at, who drives, and what the last one came to. Began is who was Accountable when it started.';
alter table app.workshops enable row level security;
alter table app.workshops force row level security;
create policy owner_all on app.workshops to demarc_owner using (true) with check (true);
create policy scope on app.workshops to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and client_id = app.client_id())));
grant select, insert, update on app.workshops to demarc_app;
alter table app.workshops add constraint workshops_engagement foreign key (msp_id, engagement_id, client_id) references app.engagements (msp_id, engagement_id, client_id);
alter table app.workshops add constraint workshops_function foreign key (msp_id, engagement_id, function_id) references app.functions (msp_id, engagement_id, id);

-- +goose Down
drop table app.workshops, app.votes, app.ballots;
