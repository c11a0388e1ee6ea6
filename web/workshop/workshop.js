// Keys, letters that save themselves, and the timer of a workshop. Without it the page
// has a Save button, links and forms.
const root = document.documentElement;
root.classList.add("ws-script");

const room = () => document.getElementById("ws");
const press = (id) => {
  const target = document.getElementById(id);
  if (target && !target.disabled) target.click();
  return Boolean(target);
};

// Steps wait for one another, so that three presses of J go on by three.
const steps = [];
let stepping = false;

function step(id) {
  if (stepping) steps.push(id);
  else return press(id);
  return true;
}

function stepped() {
  stepping = false;
  const id = steps.shift();
  if (id) press(id);
}

// An A moves: whoever had it keeps the work, or is told. Where letters hold at some hours
// only there may be two; the server says when they are too many.
function moveA(input) {
  if (!input.dataset.letter.includes("A") || "hours" in input.form.dataset) return;
  for (const set of input.form.querySelectorAll(".letters")) {
    const chosen = set.contains(input) ? null : set.querySelector("input:checked");
    if (!chosen || !chosen.dataset.letter.includes("A")) continue;
    const left = chosen.dataset.letter === "A/R" ? "R" : "I";
    set.querySelector(`input[data-letter="${left}"]`).checked = true;
  }
}

// What stands between the page and the server. A swap takes attributes away, so it is
// kept here.
let unsent = false; // letters were chosen and not sent yet
let saving = false; // they are on their way
let typing = false; // somebody has typed into a form

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.matches?.("#ws-letters input[data-letter]")) {
    unsent = true;
    moveA(input);
  }
  if (input.id === "ws-keys-on") localStorage.setItem("workshop-keys", input.checked ? "on" : "off");
});

// What somebody types is not taken from under their hands when the room moves on.
document.addEventListener("input", (event) => {
  if (event.target.matches?.("#ws textarea, #ws input[type=text], #ws input[type=date]")) typing = true;
});

document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement: source, request } = event.detail?.ctx ?? {};
  if (source?.id === "ws" && typing) {
    event.preventDefault();
    document.getElementById("ws-held")?.removeAttribute("hidden");
    return;
  }
  if (source?.id === "ws-letters") {
    if (saving) return event.preventDefault(); // sent again when the answer is here, from its revision
    saving = true;
    unsent = false;
  }
  if (source?.matches?.("form[action$='/show']")) stepping = true;
  if (request?.method === "POST" && source?.closest?.("#ws")) typing = false;
});

// After a swap the letters are as the server says, also where somebody had touched them.
document.addEventListener("htmx:after:swap", (event) => {
  const { sourceElement: source, request } = event.detail?.ctx ?? {};
  const form = document.getElementById("ws-letters");
  if (source?.id === "ws-letters") saving = false;
  if (form && unsent && !saving) form.requestSubmit();
  if (form && !unsent && !saving) {
    for (const input of form.querySelectorAll("input[data-letter]")) input.checked = input.hasAttribute("checked");
  }
  ready();
  if (request?.method === "POST") stepped();
});

document.addEventListener("htmx:error", () => {
  steps.length = 0;
  stepping = saving = false;
});

// Letters for the column that has the focus.
function letter(event, set) {
  const now = set.querySelector("input:checked")?.dataset.letter ?? "";
  let to = { a: "A", r: "R", c: "C", i: "I", "-": "-", 0: "-" }[event.key.toLowerCase()];
  if (!to) return false;
  if (event.shiftKey && (to === "A" || to === "R")) {
    const other = to === "A" ? "R" : "A";
    if (now === "A/R") to = other;
    else if (now === other) to = "A/R";
  }
  const input = set.querySelector(`input[data-letter="${to}"]`);
  if (!input || input.disabled) return false;
  input.focus();
  if (!input.checked) input.click();
  return true;
}

function reveal(id) {
  const details = document.getElementById(id);
  if (!details) return false;
  details.open = true;
  details.querySelector("textarea, select, input:not([type=hidden])")?.focus();
  return true;
}

const keys = {
  j: () => step("ws-next"),
  k: () => step("ws-prev"),
  y: () => press("ws-agree"),
  v: () => press("ws-vote"),
  p: () => reveal("ws-park"),
  n: () => reveal("ws-dispute"),
  "?": () => reveal("ws-help"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !room()) return;
  if (event.target.closest?.("textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable]")) return;
  const set = event.target.closest?.("#ws-letters .letters");
  if (set && letter(event, set)) return event.preventDefault();
  if (localStorage.getItem("workshop-keys") === "off") return;
  const act = keys[event.key.toLowerCase()];
  if (act?.()) event.preventDefault();
});

// The timer counts down by itself; its end is said once.
let said = "";
function tick() {
  const timer = document.getElementById("ws-timer");
  if (!timer?.dataset.until) return;
  const left = Math.round((Date.parse(timer.dataset.until) - Date.now()) / 1000);
  const text = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "Time is up";
  if (timer.textContent !== text) timer.textContent = text;
  timer.classList.toggle("ws-over", left <= 0);
  if (left <= 0 && said !== timer.dataset.until) {
    said = timer.dataset.until;
    document.dispatchEvent(new CustomEvent("announce", { detail: "Time is up." }));
  }
}

function ready() {
  const box = document.getElementById("ws-keys-on");
  if (box) box.checked = localStorage.getItem("workshop-keys") !== "off";
  tick();
}

setInterval(tick, 1000);
ready();
