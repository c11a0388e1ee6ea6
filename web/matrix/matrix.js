// The keyboard and the queue of the matrix. Everything here works without it too, by
// links and forms; this module holds only what is going on in this window: where the
// focus is, and which edits are not stored yet.

const grid = () => document.getElementById("grid");
const rowOf = (node) => node?.closest?.(".mx-row");
const idOf = (row) => row.id.slice("function-".length);
const rowById = (id) => document.getElementById("function-" + id);
const editable = () => grid() && !grid().hasAttribute("aria-readonly");
const body = document.body;

// ---- Focus: one tab stop, moved by the arrows (roving tabindex).

const stops = (row) => [row.querySelector(".mx-name"), ...row.querySelectorAll(":scope > td")];
const rows = () => [...grid().querySelectorAll(".mx-row")];
let current; // id of the element that is the tab stop

function settle() {
  if (!grid()) return;
  const all = rows().flatMap(stops);
  for (const stop of all) if (stop.id !== current) stop.tabIndex = -1;
  const stop = document.getElementById(current) ?? all[1] ?? all[0];
  if (stop) {
    stop.tabIndex = 0;
    current = stop.id;
  }
  grid().classList.toggle("mx-edit", editable());
}

function focus(stop) {
  if (!stop) return;
  const old = document.getElementById(current);
  if (old) old.tabIndex = -1;
  stop.tabIndex = 0;
  current = stop.id;
  stop.focus({ preventScroll: true });
  (rowOf(stop) ?? stop).scrollIntoView({ block: "nearest", inline: "nearest" });
}

function move(stop, down, right) {
  const all = rows();
  const row = rowOf(stop);
  const column = stops(row).indexOf(stop) + right;
  const target = all[all.indexOf(row) + down];
  if (target) focus(stops(target)[column]);
}

function moveArea(stop, by) {
  const row = rowOf(stop);
  const column = stops(row).indexOf(stop);
  const areas = [...grid().tBodies].filter((a) => a.querySelector(".mx-row"));
  const at = areas.indexOf(row.parentElement);
  const first = row === areas[at].querySelector(".mx-row");
  const target = areas[by < 0 && !first ? at : at + by];
  if (target) focus(stops(target.querySelector(".mx-row"))[column]);
}

function moveProblem(stop, by) {
  const all = rows();
  const at = all.indexOf(rowOf(stop));
  const column = stops(all[at]).indexOf(stop);
  const rest = by > 0 ? all.slice(at + 1) : all.slice(0, at).reverse();
  const target = rest.find((row) => row.hasAttribute("data-problem"));
  if (target) focus(stops(target)[column]);
  else say(by > 0 ? "No problem further down." : "No problem further up.");
}

// ---- What is told: the live region of the kit, and "Saved 14:02" in the head.

function say(words) {
  const region = document.getElementById("announce");
  if (region) region.textContent = words;
}

function status(words) {
  const place = document.getElementById("saved");
  if (place && place.textContent !== words) place.textContent = words;
}

function saved() {
  const now = new Date();
  status("Saved " + String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0"));
}

// ---- Edits: a queue per row. Each edit is sent with the revision the person saw, or
// with the one the edit before it made; none is sent twice or lost.

const words = { "A": "Accountable", "R": "Responsible", "C": "Consulted", "I": "Informed", "A/R": "Accountable and Responsible", "-": "Not involved", "": "Not decided yet" };
const classes = { A: "chip chip-a", R: "chip chip-r", C: "chip chip-c", I: "chip chip-i", "-": "chip chip-none", "": "chip chip-open" };
const queues = new Map(); // function id → {edits, busy, stale}
const queueOf = (id) => queues.get(id) ?? queues.set(id, { edits: [], busy: false, stale: false, wait: 1000 }).get(id);
const waiting = () => [...queues.values()].reduce((n, q) => n + q.edits.length, 0);

function draw(cell, as) {
  const chip = (letter) => {
    const span = document.createElement("span");
    span.className = classes[letter];
    span.textContent = letter === "-" ? "–" : letter || "?";
    span.ariaHidden = "true";
    return span;
  };
  let mark = chip(as === "A/R" ? "A" : as);
  if (as === "A/R") {
    const two = document.createElement("span");
    two.className = "mx-two";
    two.ariaHidden = "true";
    two.append(mark, chip("R"));
    mark = two;
  }
  cell.querySelector(":scope > .chip, :scope > .mx-two")?.replaceWith(mark);
  cell.dataset.now = as;
  const word = cell.querySelector(".mx-who > .unseen");
  if (word) word.textContent = ", " + words[as];
}

const shown = (cell) => cell.dataset.now ?? cell.dataset.as;

function set(cell, as) {
  if (!editable()) {
    say("This matrix cannot be changed now.");
    return;
  }
  if (shown(cell) === as) return;
  const row = rowOf(cell);
  const id = idOf(row);
  const q = queueOf(id);
  const column = grid().tHead.rows[0].cells[cell.cellIndex].dataset.column;
  const last = q.edits.at(-1);
  if (last && last.cell === cell.id && !last.sent) {
    last.as = as; // typed again before it was sent
  } else {
    q.edits.push({ cell: cell.id, column, as, was: cell.dataset.as, rev: q.edits.length ? null : row.dataset.rev, sent: false, at: Date.now() });
  }
  draw(cell, as);
  pump(id);
}

// redraw shows again what is typed and not stored, after a row came from the server.
function redraw(id) {
  const q = queues.get(id);
  const row = rowById(id);
  if (!q || !row) return;
  for (const cell of row.querySelectorAll("td[data-now]")) {
    if (!q.edits.some((e) => e.cell === cell.id)) {
      delete cell.dataset.now;
      cell.classList.remove("mx-late");
    }
  }
  for (const edit of q.edits) {
    const cell = document.getElementById(edit.cell);
    if (cell) draw(cell, edit.as);
  }
}

async function pump(id) {
  const q = queueOf(id);
  const row = rowById(id);
  if (q.busy || !row) return;
  const conflict = row.querySelector(".mx-conflict");
  if (q.edits.length === 0 || conflict) {
    if (q.stale && !conflict) await refresh(id);
    return;
  }
  q.busy = true;
  const edit = q.edits[0];
  edit.sent = true;
  edit.rev ??= row.dataset.rev;
  const late = setTimeout(() => {
    document.getElementById(edit.cell)?.classList.add("mx-late");
    status("Saving…");
  }, 300);
  const answer = await send("POST", cardOf(id) + "/assignments", row, { stakeholder: edit.column, role: edit.as, was: edit.was, rev: edit.rev });
  clearTimeout(late);
  q.busy = false;
  if (!answer || answer >= 500) {
    edit.sent = false;
    edit.rev = edit.rev ?? row.dataset.rev;
    status(waiting() > 1 ? `Not saved: ${waiting()} changes. We will retry.` : "Not saved. We will retry, and your change is still here.");
    document.getElementById(edit.cell)?.classList.add("mx-late");
    setTimeout(() => pump(id), q.wait);
    q.wait = Math.min(q.wait * 2, 30000);
    return;
  }
  q.wait = 1000;
  q.edits.shift();
  if (answer === 409) status("Not saved: somebody was faster. Choose which to keep.");
  else if (answer >= 400) {
    q.edits.length = 0; // what cannot be done once cannot be done again
    status("Not saved.");
  } else if (waiting() === 0) saved();
  redraw(id);
  pump(id);
}

const cardOf = (id) => grid().dataset.cards + id;

// send lets htmx swap the answer into the row and gives its status, 0 without one. A
// focus that the swap dropped is put back; one that moved on meanwhile stays.
async function send(method, url, row, values) {
  let code = 0;
  const inGrid = grid().contains(document.activeElement);
  const tracked = async (...request) => {
    const answer = await fetch(...request);
    code = answer.status;
    return answer;
  };
  await htmx.ajax(method, url, { source: row, target: row, swap: "outerMorph", values, fetch: tracked });
  if (inGrid && document.activeElement === body) document.getElementById(current)?.focus({ preventScroll: true });
  return code;
}

async function refresh(id) {
  const q = queueOf(id);
  const row = rowById(id);
  if (!row) return reload();
  if (q.busy || q.edits.length || row.querySelector(".mx-conflict")) {
    q.stale = true;
    return;
  }
  q.busy = true;
  q.stale = false;
  await send("GET", cardOf(id), row);
  q.busy = false;
  redraw(id);
  pump(id);
}

let reloading = false;
let again = false;

// reload fetches the whole grid as one morph; rows being edited are drawn again.
async function reload() {
  if (!grid()) return;
  if (reloading) {
    again = true;
    return;
  }
  if (document.querySelector(".mx-conflict") || [...queues.values()].some((q) => q.busy || q.edits.length)) {
    setTimeout(reload, 500); // an open question and unsent edits come first
    return;
  }
  reloading = true;
  await htmx.ajax("GET", location.pathname + location.search, { source: grid(), target: grid(), swap: "outerMorph" });
  reloading = false;
  for (const id of queues.keys()) redraw(id);
  if (again) {
    again = false;
    reload();
  }
}

const recount = () => document.dispatchEvent(new CustomEvent("mx:recount"));

// ---- Acts on a row.

async function agree(row) {
  if (!grid().hasAttribute("data-agrees")) {
    say("Your role does not agree to rows.");
    return;
  }
  const id = idOf(row);
  const q = queueOf(id);
  if (q.busy || q.edits.length) {
    setTimeout(() => agree(rowById(id)), 100);
    return;
  }
  const own = [...grid().tHead.rows[0].cells].findIndex((th) => th.hasAttribute("data-own"));
  const on = row.cells[own]?.classList.contains("mx-on");
  q.busy = true;
  const answer = await send("POST", cardOf(id) + "/agree", row, { agree: on ? "no" : "yes", rev: row.dataset.rev });
  q.busy = false;
  if (answer && answer < 400) saved();
  pump(id);
}

function second(cell, letter) {
  const now = shown(cell);
  const other = letter === "A" ? "R" : "A";
  if (now === "A/R") set(cell, other);
  else if (now === other) set(cell, "A/R");
  else set(cell, now === letter ? "" : letter);
}

// ---- The menu of a cell.

const menu = document.getElementById("mx-choose");
let chosen; // the cell the menu is for

function choose(cell) {
  if (!menu || !editable()) return;
  chosen = cell.id;
  focus(cell);
  menu.showPopover();
  const box = cell.getBoundingClientRect();
  const left = Math.min(box.left, innerWidth - menu.offsetWidth - 8);
  const below = box.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.left = Math.max(8, left) + "px";
  menu.style.top = Math.max(8, below ? box.bottom + 4 : box.top - menu.offsetHeight - 4) + "px";
  (menu.querySelector(`[data-as="${shown(cell)}"]`) ?? menu.firstElementChild).focus();
}

menu?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  menu.hidePopover();
  const cell = document.getElementById(chosen);
  if (cell) {
    focus(cell);
    set(cell, button.dataset.as);
  }
});

menu?.addEventListener("keydown", (event) => {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) items.at(to % items.length).focus();
  else if (event.key === "Tab") menu.hidePopover();
  else return;
  event.preventDefault();
});

// ---- Keys and clicks in the grid. Letters act only while a cell has the focus.

const letters = { r: "R", a: "A", c: "C", i: "I", "-": "-", 0: "-", Delete: "", Backspace: "" };

function key(event) {
  const stop = event.target.closest?.(".mx-row > td, .mx-name");
  if (!stop || event.ctrlKey || event.metaKey || event.target.closest(".mx-line")) return;
  const row = rowOf(stop);
  const cell = stop.matches("td[data-as]") ? stop : null;
  if (event.altKey) {
    if (event.key === "ArrowDown") moveProblem(stop, 1);
    else if (event.key === "ArrowUp") moveProblem(stop, -1);
    else return;
  } else if (event.key === "ArrowDown") move(stop, 1, 0);
  else if (event.key === "ArrowUp") move(stop, -1, 0);
  else if (event.key === "ArrowRight") move(stop, 0, 1);
  else if (event.key === "ArrowLeft") move(stop, 0, -1);
  else if (event.key === "Home") focus(stops(row)[0]);
  else if (event.key === "End") focus(stops(row).at(-1));
  else if (event.key === "PageDown") moveArea(stop, 1);
  else if (event.key === "PageUp") moveArea(stop, -1);
  else if (event.key === "Enter" || event.key === "F2") row.querySelector(".mx-name").click();
  else if (event.key === "?") help();
  else if (event.key.toLowerCase() === "y" && editable()) agree(row);
  else if (event.key.toLowerCase() === "n" && grid().hasAttribute("data-agrees")) location.assign(row.querySelector(".mx-name").href + "#dispute");
  else if (event.key === " " && cell) choose(cell);
  else if (event.key === " " && stop.matches(".mx-tick") && row.parentElement && ownTick(stop)) agree(row);
  else if (cell && event.shiftKey && (event.key === "A" || event.key === "R")) second(cell, event.key);
  else if (cell && !event.shiftKey && letters[event.key.length === 1 ? event.key.toLowerCase() : event.key] !== undefined) set(cell, letters[event.key.length === 1 ? event.key.toLowerCase() : event.key]);
  else return;
  event.preventDefault();
}

const ownTick = (cell) => grid().tHead.rows[0].cells[cell.cellIndex]?.hasAttribute("data-own");

function click(event) {
  if (event.target.closest(".mx-line, a, button") || matchMedia("(max-width: 639px)").matches) return;
  const cell = event.target.closest(".mx-row > td");
  if (!cell) return;
  if (cell.matches("[data-as]") && editable()) choose(cell);
  else if (cell.matches(".mx-tick") && ownTick(cell) && grid().hasAttribute("data-agrees")) {
    focus(cell);
    agree(rowOf(cell));
  } else focus(cell);
}

function help() {
  document.getElementById("mx-keys")?.showModal();
}

// ---- Other people's changes.

function live() {
  const stream = document.getElementById("live");
  if (!stream) return;
  let lost = 0;
  const away = () => {
    lost ||= Date.now();
    delete stream.dataset.open;
  };
  stream.addEventListener("htmx:sse:error", away);
  stream.addEventListener("htmx:sse:before:connection", away);
  stream.addEventListener("htmx:sse:after:connection", () => {
    if (lost && Date.now() - lost > 3000) reload();
    lost = 0;
    stream.dataset.open = "";
  });
  stream.addEventListener("function", (event) => {
    const card = document.querySelector(".mx-card");
    if (card) {
      if (card.dataset.function === event.detail.data) changed();
      return;
    }
    refresh(event.detail.data);
    recount();
  });
  for (const name of ["matrix", "resync", "envelope"]) stream.addEventListener(name, () => (grid() ? reload() : compare()));
}

// compare looks whether a change of many rows, or of the draft, changed the card on show.
async function compare() {
  const card = document.querySelector(".mx-card");
  const answer = card && (await fetch(location.pathname).catch(() => undefined));
  if (!answer?.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".mx-card");
  const state = (sheet) => sheet?.dataset.rev + sheet?.querySelector(".mx-state")?.textContent;
  if (state(now) !== state(card)) changed();
}

// changed tells a reader of a card that it is out of date, and leaves what they typed.
function changed() {
  const place = document.getElementById("mx-changed");
  if (!place || place.firstChild) return;
  const note = document.createElement("p");
  note.className = "notice notice-info";
  note.append("This function was changed just now. ");
  const link = document.createElement("a");
  link.href = location.pathname;
  link.textContent = "Show it as it is";
  note.append(link);
  place.append(note);
  say("This function was changed just now.");
}

function start() {
  live();
  if (!grid()) return;
  settle();
  body.addEventListener("keydown", key);
  grid().closest(".mx-pane").addEventListener("click", click);
  body.addEventListener("focusin", (event) => {
    const stop = event.target.closest?.(".mx-row > td, .mx-name");
    if (stop && stop.id !== current) {
      const old = document.getElementById(current);
      if (old) old.tabIndex = -1;
      stop.tabIndex = 0;
      current = stop.id;
    }
  });
  // Forms inside a row (keep theirs, use yours, undo) swap it by themselves.
  let back = false; // whether the focus was on a button that goes away when pressed
  document.addEventListener("htmx:after:swap", () => {
    settle();
    if (back && document.activeElement === body) document.getElementById(current)?.focus({ preventScroll: true });
    for (const id of queues.keys()) pump(id);
  });
  document.addEventListener("click", (event) => {
    back = event.target.closest(".mx-told, .mx-line, .mx-checks") !== null;
    if (!event.target.closest("[data-close]")) return;
    document.getElementById("mx-toast").replaceChildren();
    document.getElementById(current)?.focus();
  });
  for (const button of document.querySelectorAll("[data-keys]")) {
    button.hidden = false;
    button.addEventListener("click", help);
  }
  addEventListener("online", () => {
    for (const id of queues.keys()) pump(id);
  });
  addEventListener("beforeunload", (event) => {
    if (waiting() > 0) event.preventDefault();
  });
}

start();
