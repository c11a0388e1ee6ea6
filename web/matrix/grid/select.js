// The selection: a block of cells between an anchor and the focus, or none.

let anchor; // id of the cell where it began
let block; // rows of cells; undefined when nothing is selected

function show(cells) {
  for (const cell of grid().querySelectorAll('[aria-selected="true"]')) cell.removeAttribute("aria-selected");
  block = cells?.filter((line) => line.length);
  for (const cell of block?.flat() ?? []) cell.ariaSelected = "true";
  if (!block?.length) block = undefined;
}

// selected is the block as it is in the grid now, when it has more than one cell and
// the focus did not go elsewhere.
function selected() {
  const now = block?.map((line) => line.filter((cell) => cell.isConnected)).filter((line) => line.length);
  const at = document.activeElement;
  return now && now.flat().length > 1 && (!isCell(at) || now.some((line) => line.includes(at))) ? now : undefined;
}

function unselect() {
  anchor = undefined;
  if (block) show();
}

// between is the block with two cells in its corners; names and ticks are not part of it.
function between(a, b) {
  const all = rows();
  const [top, bottom] = [all.indexOf(rowOf(a)), all.indexOf(rowOf(b))].sort((x, y) => x - y);
  const [left, right] = [a.cellIndex, b.cellIndex].sort((x, y) => x - y);
  return all.slice(top, bottom + 1).map((row) => [...row.cells].slice(left, right + 1).filter(isCell));
}

// extend moves the focus and selects from where the selection began.
function extend(stop, step) {
  const from = (anchor && document.getElementById(anchor)) || stop;
  if (!isCell(from)) return step();
  step();
  const to = document.activeElement;
  if (!rowOf(to)) return;
  show(between(from, isCell(to) ? to : [...rowOf(to).cells].filter(isCell).at(to.matches(".mx-name") ? 0 : -1)));
  anchor = from.id;
  count();
}

function selectRow(stop) {
  show([[...rowOf(stop).cells].filter(isCell)]);
  anchor = block?.[0][0].id;
  count();
}

function selectColumn(stop) {
  if (!isCell(stop)) return;
  show(rows().map((row) => [row.cells[stop.cellIndex]]));
  anchor = block?.[0][0].id;
  count();
}

function selectAll() {
  show(rows().map((row) => [...row.cells].filter(isCell)));
  anchor = block?.[0][0].id;
  count();
}

function count() {
  const n = block?.flat().length ?? 0;
  if (n > 1) say(n + " cells selected.");
}

// reselect marks the block again after rows came from the server.
function reselect() {
  if (block) for (const cell of block.flat()) if (cell.isConnected) cell.ariaSelected = "true";
}
