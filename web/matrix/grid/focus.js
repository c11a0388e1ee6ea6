// Focus: the grid is one tab stop, moved by the arrows (roving tabindex). A line is a
// row, or the band of an area that is collapsed.

let current; // id of the element that is the tab stop
const numbers = {}; // of the rows, for print: one row alone comes without its own
let column = 1; // where in its line the focus was last, to keep it over bands

const shut = (area) => area.classList.contains("mx-shut");
const lines = (area) => (shut(area) ? [area.rows[0]] : [...area.querySelectorAll(":scope > .mx-row")]);
const stops = (line) => (line.matches(".mx-band") ? [line.cells[0]] : [line.querySelector(".mx-name"), ...line.querySelectorAll(":scope > td")]);
const lineOf = (stop) => stop.closest("tr");
const rows = () => [...grid().querySelectorAll("tbody:not(.mx-shut) > .mx-row")];
const anyStop = ".mx-row > td, .mx-name, .mx-shut > .mx-band > th";

// settle makes every cell reachable by the script alone, and one by the Tab key. Cells
// that stay through a morph keep their tabindex, so this is for new ones.
function settle(within = grid()) {
  if (!grid()) return;
  for (const head of within.querySelectorAll(".mx-row > th, :scope > [scope=row]")) {
    const id = head.parentElement.id;
    if (head.dataset.no) numbers[id] = head.dataset.no;
    else if (numbers[id]) head.dataset.no = numbers[id];
  }
  for (const stop of within.querySelectorAll(".mx-row > td, .mx-name")) if (stop.id !== current) stop.tabIndex = -1;
  const stop = document.getElementById(current) ?? grid().querySelector(".mx-row > td") ?? grid().querySelector(".mx-name");
  if (stop) {
    stop.tabIndex = 0;
    current = stop.id;
  }
  grid().classList.toggle("mx-edit", editable());
}

// stopAt makes a stop the one of the Tab key, and tells the page which cell it is.
function stopAt(stop) {
  if (stop.id !== current) {
    const old = document.getElementById(current);
    if (old) old.tabIndex = -1;
    current = stop.id;
  }
  stop.tabIndex = 0;
  const row = rowOf(stop);
  if (!row) return;
  column = stops(row).indexOf(stop);
  tellCell("mx:cell", stop);
}

// tellCell lets other scripts of the page know of a cell.
function tellCell(name, stop) {
  const row = rowOf(stop);
  if (row) document.dispatchEvent(new CustomEvent(name, { detail: { function: idOf(row), stakeholder: isCell(stop) ? columnOf(stop) : "" } }));
}

function focus(stop) {
  if (!stop) return;
  stop.tabIndex = 0;
  stop.focus({ preventScroll: true }); // which tells stopAt
  stop.scrollIntoView({ block: "nearest", inline: "nearest" });
  lineOf(stop).scrollIntoView({ block: "nearest", inline: "nearest" });
}

// toLine goes to a line, into the column the focus was in.
function toLine(line) {
  if (!line) return;
  const all = stops(line);
  focus(all[Math.min(column, all.length - 1)]);
}

// beside is the line above or below, found without looking at the whole grid.
function beside(line, by) {
  const here = lines(line.parentElement);
  const next = here[here.indexOf(line) + by];
  if (next) return next;
  const on = by > 0 ? "nextElementSibling" : "previousElementSibling";
  for (let area = line.parentElement[on]; area?.matches("tbody"); area = area[on]) {
    const there = lines(area);
    if (there.length) return there.at(by > 0 ? 0 : -1);
  }
}

function move(stop, down, right) {
  const line = lineOf(stop);
  if (down) return toLine(beside(line, down));
  const all = stops(line);
  focus(all[all.indexOf(stop) + right]);
}

function moveArea(stop, by) {
  const line = lineOf(stop);
  const first = lines(line.parentElement)[0];
  if (by < 0 && line !== first) return toLine(first);
  const areas = [...grid().tBodies].filter((area) => lines(area).length);
  const next = areas[areas.indexOf(line.parentElement) + by];
  if (next) toLine(lines(next)[0]);
}

function corner(end) {
  const areas = [...grid().tBodies].filter((area) => lines(area).length);
  const line = lines(areas.at(end)).at(end);
  focus(stops(line).at(end));
}

function moveProblem(stop, by) {
  let line = lineOf(stop);
  while ((line = beside(line, by))) if (line.hasAttribute("data-problem")) return toLine(line);
  say(by > 0 ? "No problem further down." : "No problem further up.");
}
