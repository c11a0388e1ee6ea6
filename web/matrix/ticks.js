// Rows that are ticked, to change many at once. Without this the boxes and the form
// below the grid do the same; here the grid keeps one tab stop, Shift+Space ticks the
// selected rows, and a row that comes from the server anew keeps its tick.

const ticked = new Set();
const boxes = () => document.querySelectorAll(".mx-pick");
const rowOf = (box) => box.closest(".mx-row").id;

function read() {
  ticked.clear();
  for (const box of boxes()) if (box.checked) ticked.add(rowOf(box));
  tell();
}

function draw() {
  for (const box of boxes()) {
    box.tabIndex = -1;
    box.checked = ticked.has(rowOf(box));
  }
  for (const row of ticked) if (!document.getElementById(row)) ticked.delete(row);
  tell();
}

function tell() {
  for (const box of boxes()) box.closest(".mx-row").classList.toggle("mx-ticked", box.checked);
  const place = document.getElementById("mx-picked");
  const words = ticked.size === 1 ? "1 function ticked" : ticked.size + " functions ticked";
  if (place && place.textContent !== words) place.textContent = words;
}

// toggle ticks what is not ticked yet; where all are, it takes the ticks away.
function toggle(rows) {
  const all = rows.every((row) => ticked.has(row.id));
  for (const row of rows) all ? ticked.delete(row.id) : ticked.add(row.id);
  draw();
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.(".mx-pick")) read();
});
document.addEventListener("reset", (event) => {
  if (event.target.id === "mx-bulk") setTimeout(read);
});
document.addEventListener("htmx:after:swap", draw);
document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
  const here = event.target.closest?.(".mx-row");
  if (!here || event.target.closest("form, input, textarea")) return;
  const selected = [...document.querySelectorAll('.mx-row:has([aria-selected="true"])')];
  toggle(selected.includes(here) ? selected : [here]);
  event.preventDefault();
});

read();
draw();
