// Keeps discussions live, and opens one beside the grid. Every page works without it.

const stream = document.getElementById("live");
const section = () => document.getElementById("discussion");
const grid = () => document.getElementById("grid");

// What somebody else said arrives as an id; the section fetches itself. What is typed in
// it stays: a box keeps its id until its own owner has sent something.
stream?.addEventListener("comment", (event) => {
  const row = event.detail.data;
  if (section()?.dataset.function === row) {
    section().dispatchEvent(new CustomEvent("talk:refresh"));
  }
  if (grid()) stream.dispatchEvent(new CustomEvent("function", { detail: event.detail })); // the row counts its threads
  if (document.querySelector("[data-talk-page]")) changed();
});
stream?.addEventListener("resync", () => section()?.dispatchEvent(new CustomEvent("talk:refresh")));

// changed tells a reader of the review that it is out of date, and leaves what they typed.
function changed() {
  const place = document.getElementById("talk-changed");
  if (!place || place.firstChild) return;
  const note = document.createElement("p");
  note.className = "notice notice-info";
  note.append("Something was said just now. ");
  const link = document.createElement("a");
  link.href = location.pathname + location.search;
  link.textContent = "Show it";
  note.append(link);
  place.append(note);
  document.dispatchEvent(new CustomEvent("announce", { detail: "Something was said just now." }));
}

// After sending, the focus goes back to where one writes next.
let sent;
document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("#discussion form");
  if (form) sent = form.closest(".talk-thread")?.id ?? "new";
}, true);
document.addEventListener("htmx:after:swap", () => {
  enable();
  if (!sent || !section()) return;
  const stay = document.activeElement;
  if (!stay || stay === document.body || stay.tagName === "DIALOG") {
    const at = sent === "new" ? section().querySelector(".talk-new textarea") : document.getElementById(sent)?.querySelector("summary, button");
    (at ?? section().querySelector("textarea"))?.focus();
  }
  sent = undefined;
});

// A name is put where the caret is.
function enable() {
  for (const button of document.querySelectorAll("[data-mention][disabled]")) button.disabled = false;
}
document.addEventListener("click", (event) => {
  const words = event.target.closest?.("[data-mention]")?.dataset.mention;
  const box = words && section()?.querySelector(".talk-new textarea");
  if (!box) return;
  const before = box.value.slice(0, box.selectionStart);
  box.setRangeText((before === "" || /\s$/.test(before) ? "" : " ") + words + " ", box.selectionStart, box.selectionEnd, "end");
  box.focus();
});
enable();

// ---- Beside the grid: M on a cell, or the row's count of threads.

let dialog, from;
const drafts = new Map(); // what was typed and not sent, by row

function shell() {
  if (dialog) return dialog;
  dialog = document.createElement("dialog");
  dialog.className = "talk-dialog";
  dialog.setAttribute("aria-labelledby", "talk-dialog-title");
  const head = document.createElement("div");
  head.className = "talk-dialog-head";
  const title = document.createElement("h2");
  title.id = "talk-dialog-title";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button-quiet button-small";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  head.append(title, close);
  const body = document.createElement("div");
  body.id = "talk-dialog-body";
  dialog.append(head, body);
  dialog.addEventListener("close", () => {
    keep();
    body.replaceChildren();
    (document.getElementById(from?.id) ?? from)?.focus();
  });
  document.body.append(dialog);
  return dialog;
}

// keep remembers what was typed in the boxes of the open section.
function keep() {
  const typed = [...(section()?.querySelectorAll("textarea") ?? [])].filter((box) => box.value !== box.defaultValue);
  if (section()) drafts.set(section().dataset.function, typed.map((box) => [box.id, box.value]));
}

async function open(row, about) {
  const home = location.pathname.match(/^\/e\/[^/]+/)?.[0];
  if (!home || !row) return;
  from = document.activeElement;
  const box = shell();
  document.getElementById("talk-dialog-title").textContent = document.getElementById("name-" + row)?.textContent ?? "Comments";
  const query = new URLSearchParams({ next: location.pathname + location.search });
  if (about) query.set("about", about);
  box.showModal();
  await window.htmx.ajax("GET", home + "/review/functions/" + row + "?" + query, { target: "#talk-dialog-body", swap: "innerHTML" });
  for (const [id, value] of drafts.get(row) ?? []) {
    const typed = document.getElementById(id);
    if (!typed) continue;
    typed.closest("details")?.setAttribute("open", "");
    typed.value = value;
  }
  section()?.querySelector(".talk-new textarea")?.focus();
}

document.addEventListener("mx:comment", (event) => open(event.detail?.function, event.detail?.stakeholder));
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-talk]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open(link.dataset.talk);
});
