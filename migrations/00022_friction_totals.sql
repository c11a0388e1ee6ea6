-- +goose Up
create index entries_friction on app.entries (msp_id, verb, stream_id, subject, seq) include (client_id, at)
 where verb in ('row.disputed', 'row.dispute_settled', 'row.parked', 'row.agreement_dropped', 'vote.revealed');
comment on index app.entries_friction is 'The few entries that say where two teams rub, for totals over all chains of an MSP without reading them.';
create index entries_friction_imported on app.entries (msp_id, stream_id, subject)
 where verb = 'function.imported' and payload like '%"agreement dropped, client"%' and payload like '%"agreement dropped, msp"%';
comment on index app.entries_friction_imported is 'Imports that took the ticks of both sides, for the same totals.';
create index functions_by_key on app.functions (msp_id, engagement_id, area, key) include (client_id) where excluded = '';
comment on index app.functions_by_key is 'How often each function of the library stands in the matrices of an MSP, counted without the rows.';

-- +goose Down
drop index app.entries_friction, app.entries_friction_imported, app.functions_by_key;
