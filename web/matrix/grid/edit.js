// Edits: what the keys and the menu do to cells and rows.

// change queues one act that sets cells: [[cell, as], …]. What a cell says already is
// left out.
function change(pairs, more = {}) {
  if (!editable()) {
    say("This matrix cannot be changed now.");
    return false;
  }
  const wanted = pairs.filter(([cell, as]) => shown(cell) !== as);
  if (wanted.length === 0) return false;
  const revs = {};
  for (const [cell] of wanted) revs[idOf(rowOf(cell))] ??= revOf(idOf(rowOf(cell)));
  const cells = wanted.map(([cell, as]) => ({ row: idOf(rowOf(cell)), column: columnOf(cell), as, was: cell.dataset.as }));
  const last = queue.at(-1);
  if (cells.length === 1 && last && last !== sending && !last.asked && last.cells?.length === 1 && last.cells[0].row === cells[0].row && last.cells[0].column === cells[0].column) {
    last.cells[0].as = cells[0].as; // typed again before it was sent
    last.both = more.both;
    keep();
  } else if (!add({ kind: "cells", cells, revs, ...more })) {
    return false;
  }
  for (const [cell, as] of wanted) draw(cell, as);
  return true;
}

// letter sets the active cell, or fills the selection with a value.
function letter(stop, as) {
  const block = selected();
  if (block) return fill(block, as);
  if (!isCell(stop)) return;
  change([[stop, as]]);
  const after = preference();
  if (after === "right") move(stop, 0, 1);
  else if (after === "down") move(stop, 1, 0);
}

// fill sets every cell of a block. A function has one Accountable, so in each row an A
// goes to the first cell only.
function fill(block, as) {
  const once = answers(as) && block.some((line) => line.length > 1);
  const pairs = block.flatMap((line) => (once ? line.slice(0, 1) : line).map((cell) => [cell, as]));
  const more = once ? { note: `${words[as]} went to the first column of the selection only: a function has exactly one.` } : {};
  if (!tooMany(pairs.length)) change(pairs, more);
}

function fillDown(stop) {
  const block = selected();
  if (block && block.length > 1) {
    const pairs = block.slice(1).flatMap((line) => line.map((cell, i) => [cell, shown(block[0][i])]));
    if (!tooMany(pairs.length)) change(pairs);
    return;
  }
  const above = beside(lineOf(stop), -1);
  const cells = (block?.[0] ?? [stop]).filter(isCell);
  if (above?.matches(".mx-row")) change(cells.map((cell) => [cell, shown(above.cells[cell.cellIndex])]));
}

const largest = 5000; // cells of one act; the server holds it too

function tooMany(n) {
  if (n <= largest) return false;
  note(`One act changes at most ${largest} cells; this one has ${n}. Nothing was changed.`);
  return true;
}

// second adds the other letter to a cell that has one, or takes it away.
function second(cell, as) {
  const now = shown(cell);
  const other = as === "A" ? "R" : "A";
  if (now === "A/R") change([[cell, other]]);
  else if (now === other) change([[cell, "A/R"]]);
  else change([[cell, now === as ? "" : as]]);
}

const ownColumn = () => heads().findIndex((th) => th.hasAttribute("data-own"));
const isOwnTick = (stop) => stop.matches(".mx-tick") && stop.cellIndex === ownColumn();

function agree(row) {
  if (!grid().hasAttribute("data-agrees")) {
    say("Your role does not agree to rows.");
    return;
  }
  const id = idOf(row);
  add({ kind: "agree", yes: !row.cells[ownColumn()]?.classList.contains("mx-on"), revs: { [id]: revOf(id) } });
}

// undo takes back the last change: here what was not sent yet, else on the server.
function undo() {
  if (!editable()) return say("This matrix cannot be changed now.");
  const last = queue.at(-1);
  if (last?.kind === "cells" && last !== sending && !last.asked) {
    queue.pop();
    for (const id of rowsOf(last)) redraw(id);
    keep();
    unsent();
    say("Taken back before it was sent.");
  } else {
    add({ kind: "undo", revs: {} });
  }
}

function redo() {
  if (editable()) add({ kind: "redo", revs: {} });
  else say("This matrix cannot be changed now.");
}
