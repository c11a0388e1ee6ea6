// The queue: edits of this window that are not stored yet, sent one after the other in
// the order they were made. Each is sent with the revision of the row that the person
// saw, or with the one that their edit before made; none is sent twice or lost.
//
// An edit is {kind, revs, at} and, by kind: "cells" {cells: [{row, column, as, was}],
// both}, "agree" {yes}, "undo" and "redo". revs has the rows it touches; null stands for
// the revision that the edit before will make.

const most = 50; // edits that a window keeps
const patience = 3000; // ms before a banner says that something is not sent
const queue = [];
let sending; // the edit that is under way
let wait = 1000; // ms until the next try
const fetching = new Set(); // rows that are being read
const stale = new Set(); // rows that changed elsewhere while they were edited here

const rowsOf = (edit) => Object.keys(edit.revs);
const touches = (id) => queue.some((edit) => !edit.asked && id in edit.revs);
const asked = (id) => rowById(id)?.querySelector(".mx-conflict");
const revOf = (id) => (touches(id) ? null : rowById(id).dataset.rev);

function add(edit) {
  if (queue.length >= most) {
    note(`${most} changes are waiting to be sent, as many as this window keeps. This one was not taken. Wait until the server answers.`);
    return false;
  }
  queue.push({ ...edit, at: Date.now() });
  keep();
  pump();
  setTimeout(unsent, patience + 10);
  return true;
}

// next is the first edit that can go: what was asked about is left, and so is what
// follows it in the same row. Undo and redo go when everything before them is stored.
function next() {
  const held = new Set();
  for (const edit of queue) {
    const ids = rowsOf(edit);
    if (ids.length === 0) return edit === queue[0] ? edit : undefined;
    if (!edit.asked && ids.every((id) => !held.has(id) && !fetching.has(id) && rowById(id) && !asked(id))) return edit;
    for (const id of ids) held.add(id);
  }
}

async function pump() {
  while (!sending && (sending = next())) {
    const edit = sending;
    const answer = await deliver(edit);
    sending = undefined;
    if (!done(edit, answer)) return;
  }
}

// deliver sends one edit and gives the status of the answer: 0 without one, 401 where
// the person has to sign in again.
async function deliver(edit) {
  const late = setTimeout(() => {
    for (const { row, column: at } of edit.cells ?? []) cellAt(rowById(row), at)?.classList.add("mx-late");
    status("Saving…");
  }, 300);
  for (const id of rowsOf(edit)) edit.revs[id] ??= rowById(id).dataset.rev;
  const [id] = rowsOf(edit);
  let answer;
  if (edit.kind === "agree") {
    answer = await send("POST", cardOf(id) + "/agree", rowById(id), { agree: edit.yes ? "yes" : "no", rev: edit.revs[id] });
  } else if (edit.kind !== "cells") {
    answer = await send("POST", homeOf() + edit.kind, told());
  } else if (edit.cells.length === 1) {
    const [cell] = edit.cells;
    answer = await send("POST", cardOf(id) + "/assignments", rowById(id), { stakeholder: cell.column, role: cell.as, was: cell.was, rev: edit.revs[id], ...(edit.both && { both: "yes" }) });
  } else {
    const fields = new URLSearchParams();
    for (const [row, rev] of Object.entries(edit.revs)) fields.append("row", row + "@" + rev);
    for (const cell of edit.cells) fields.append("cell", [cell.row, cell.column, cell.as].join(" "));
    answer = await send("POST", homeOf() + "cells", told(), {}, fields);
  }
  clearTimeout(late);
  return answer;
}

// done takes a delivered edit off the queue, and tells whether the next one can go.
function done(edit, answer) {
  const again = answer === 0 || answer === 401 || answer === 429 || answer >= 500;
  if (again) {
    status(`Not saved: ${plural(queue.length, "change", "changes")}. We will retry.`);
    for (const { row, column: at } of edit.cells ?? []) cellAt(rowById(row), at)?.classList.add("mx-late");
    if (answer !== 401) setTimeout(pump, wait);
    wait = Math.min(wait * 2, 30000);
  } else {
    wait = 1000;
    const open = rowsOf(edit).some(asked);
    if (open) edit.asked = true; // its question holds it; when that is gone, so is the edit
    else queue.splice(queue.indexOf(edit), 1);
    if (open) status("Not saved: somebody was faster. Choose which to keep.");
    else if (answer >= 400) status("Not saved.");
    else if (queue.length === 0) saved();
    if (edit.note) note(edit.note);
    for (const id of rowsOf(edit)) {
      redraw(id);
      if (stale.has(id)) refresh(id);
    }
  }
  keep();
  unsent();
  return !again;
}

// settled forgets the edits whose question was answered.
function settled() {
  for (const edit of queue.filter((e) => e.asked && !rowsOf(e).some(asked))) queue.splice(queue.indexOf(edit), 1);
  keep();
  pump();
}

// redraw shows again what is typed and not stored, after a row came from the server.
function redraw(id) {
  const row = rowById(id);
  if (!row) return;
  const typed = queue.filter((edit) => !edit.asked).flatMap((edit) => edit.cells ?? []).filter((cell) => cell.row === id);
  for (const cell of row.querySelectorAll("td[data-now]")) {
    draw(cell, cell.dataset.as);
    delete cell.dataset.now;
    cell.classList.remove("mx-late");
  }
  for (const { column: at, as } of typed) {
    const cell = cellAt(row, at);
    if (cell) draw(cell, as);
  }
}

const cardOf = (id) => grid().dataset.cards + id;
const homeOf = () => grid().dataset.cards.replace(/functions\/$/, "");

const told = () => document.getElementById("mx-toast"); // where answers for many rows belong to no row

// send lets htmx swap the answer in and gives its status. A focus that the swap dropped
// is put back; one that moved on meanwhile stays.
async function send(method, url, target, values = {}, fields) {
  let code = 0;
  const inGrid = grid().contains(document.activeElement);
  const tracked = async (to, request) => {
    const answer = await fetch(to, fields ? { ...request, body: fields } : request);
    code = answer.headers.has("HX-Redirect") ? 401 : answer.status;
    return answer;
  };
  await htmx.ajax(method, url, { source: target, target, swap: target === told() ? "none" : "outerMorph", values, fetch: tracked });
  if (inGrid && document.activeElement === document.body) document.getElementById(current)?.focus({ preventScroll: true });
  return code;
}
