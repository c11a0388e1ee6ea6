-- +goose Up
alter table app.functions
  add column edited_by text not null default '',
  add column stood jsonb not null default '{}',
  add column parked jsonb not null default '{}',
  add column windows jsonb not null default '{}',
  add column holders jsonb not null default '{}',
  add constraint functions_edited_by check (edited_by in ('', 'msp', 'client'));
comment on column app.functions.edited_by is 'The side that changed the row last; empty while it is as it was filled.';
comment on column app.functions.stood is 'What a side had ticked before the row was changed, by side, until it ticks again.';
comment on column app.functions.parked is 'Who holds the row until it is decided, until when, and what each side wants.';
comment on column app.functions.windows is 'When a stakeholder''s letter holds, by stakeholder: business hours or after hours; absent is always.';
comment on column app.functions.holders is 'The person and the deputy named for this row alone, by stakeholder. Operational: no part of what a tick agrees to.';

-- +goose Down
alter table app.functions drop constraint functions_edited_by;
alter table app.functions drop column edited_by, drop column stood, drop column parked, drop column windows, drop column holders;
