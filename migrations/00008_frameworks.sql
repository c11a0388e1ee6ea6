-- +goose Up
alter table app.engagements add column frameworks text[] not null default '{}';
comment on column app.engagements.frameworks is 'The frameworks that matter to this engagement, by key: checks look at them and Exhibit A names their references.';

alter table app.functions add column frameworks text[] not null default '{}';
comment on column app.functions.frameworks is 'The requirements that the row helps to satisfy: "CIS 4.1". They give nobody a duty, so they are no part of what a tick agrees to.';

-- +goose Down
alter table app.functions drop column frameworks;
alter table app.engagements drop column frameworks;
