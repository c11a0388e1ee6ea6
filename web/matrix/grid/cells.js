// The keyboard and the queue of the matrix. Everything works without it too, by links
// and forms; these files hold only what is going on in this window: where the focus is,
// what is selected, and which edits are not stored yet. They are served as one module,
// grid.js, in the order of their names; start.js begins when all of them have run.
//
// This file: what a cell is, as shown and as typed.

const grid = () => document.getElementById("grid");
const rowOf = (node) => node?.closest?.(".mx-row");
const idOf = (row) => row.id.slice("function-".length);
const rowById = (id) => document.getElementById("function-" + id);
const editable = () => grid() && !grid().hasAttribute("aria-readonly");
const isCell = (node) => node?.matches?.("td[data-as]");
const nameOf = (row) => row.querySelector(".mx-name").textContent;

const heads = () => [...grid().tHead.rows[0].cells];
const columnOf = (cell) => grid().tHead.rows[0].cells[cell.cellIndex].dataset.column;
const columnName = (cell) => grid().tHead.rows[0].cells[cell.cellIndex].dataset.name;
const cellAt = (row, column) => row?.cells[heads().findIndex((th) => th.dataset.column === column)];

const words = { "A": "Accountable", "R": "Responsible", "C": "Consulted", "I": "Informed", "A/R": "Accountable and Responsible", "-": "Not involved", "": "Not decided yet" };
const classes = { A: "chip chip-a", R: "chip chip-r", C: "chip chip-c", I: "chip chip-i", "-": "chip chip-none", "": "chip chip-open" };
const answers = (as) => as === "A" || as === "A/R";

// shown is what a cell says now: what is typed, or else what is stored.
const shown = (cell) => cell.dataset.now ?? cell.dataset.as;

function chip(letter) {
  const span = document.createElement("span");
  span.className = classes[letter];
  span.textContent = letter === "-" ? "–" : letter || "?";
  span.ariaHidden = "true";
  return span;
}

// draw shows in a cell what is typed and not stored yet.
function draw(cell, as) {
  let mark = chip(as === "A/R" ? "A" : as);
  if (as === "A/R") {
    const two = document.createElement("span");
    two.className = "mx-two";
    two.ariaHidden = "true";
    two.append(mark, chip("R"));
    mark = two;
  }
  const old = cell.querySelectorAll(":scope > .chip, :scope > .mx-two");
  if (old.length) old[old.length - 1].replaceWith(mark);
  cell.dataset.now = as;
  cell.querySelector(".unseen > b").textContent = words[as];
  cell.querySelector(".unseen > i").hidden = as !== cell.dataset.as; // "agreed by both" is not true of it
}

// parse reads a cell of a sheet as the server does: "r", "a/r", "R,A", "–". What cannot
// be read is undefined.
function parse(text) {
  const letters = text.replace(/[\s,/+&]/g, "").toUpperCase();
  if (letters === "" || letters === "?") return "";
  if (/^[RACI]$/.test(letters)) return letters;
  if (letters === "AR" || letters === "RA") return "A/R";
  return /^[-–—0]$/.test(letters) ? "-" : undefined;
}
