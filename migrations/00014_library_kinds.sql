-- +goose Up
alter table app.library_items drop constraint library_items_kind;
alter table app.library_items add constraint library_items_kind check (kind in ('area', 'pack', 'function', 'clause', 'preset', 'template'));
-- The client's side reads what agreements are written from: own areas and the riders of own packs too.
drop policy scope on app.library_items;
create policy scope on app.library_items for select to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and published_at is not null and kind in ('area', 'pack', 'function', 'clause'))));

-- +goose Down
delete from app.library_items where kind in ('area', 'pack');
drop policy scope on app.library_items;
create policy scope on app.library_items for select to demarc_app using (
  msp_id = app.msp_id() and (
        app.side() = 'msp'
     or (app.side() = 'client' and published_at is not null and kind in ('function', 'clause'))));
alter table app.library_items drop constraint library_items_kind;
alter table app.library_items add constraint library_items_kind check (kind in ('function', 'clause', 'preset', 'template'));
