// Who else is in this engagement now, and where: told by the stream, shown in the page's
// head and on the cells, and kept nowhere. Says in turn where this person is. All of it
// can be paused.

const pace = 2000; // milliseconds between two things said
const idle = 5000; // after which nobody types any more
const quiet = 30000; // between two things read aloud
const patience = 10000; // without a stream, after which nobody is known to be here

const box = document.getElementById("presence");
const live = document.getElementById("live");
let others = [];
let mine = { function: "", stakeholder: "", typing: "" };
let said = JSON.stringify(mine);
let due, next = 0, stopped, spoke = 0;
let paused = sessionStorage.getItem("presence") === "paused";

const element = (name, className, text) => {
  const e = document.createElement(name);
  if (className) e.className = className;
  if (text) e.textContent = text;
  return e;
};

const initials = (name) => name.split(/\s+/).slice(0, 2).map((w) => [...w][0] ?? "").join("").toUpperCase();
const rowName = (id) => document.getElementById("name-" + id)?.textContent ?? "";

function where(p) {
  const row = p.function && rowName(p.function);
  if (p.typing) return row ? `is typing a comment on ${row}` : "is typing a comment";
  return row ? `on ${row}` : "";
}

// The column of a cell is known by its head; a row alone is marked at its name.
function cellOf(p) {
  const heads = [...document.querySelectorAll("#grid th[data-column]")];
  const at = heads.findIndex((h) => h.dataset.column === p.stakeholder);
  return document.getElementById(`c${at}-${p.function}`) ?? document.querySelector(`#function-${CSS.escape(p.function)} > th`);
}

function mark() {
  const wanted = new Map();
  if (!paused) {
    for (const p of others) {
      const cell = p.function && cellOf(p);
      if (!cell) continue;
      const name = p.typing ? `${p.name} is typing a comment` : p.name;
      wanted.set(cell, wanted.has(cell) ? `${wanted.get(cell)}, ${name}` : name);
    }
  }
  for (const cell of document.querySelectorAll("[data-here]")) {
    if (!wanted.has(cell)) delete cell.dataset.here;
  }
  for (const [cell, name] of wanted) {
    if (cell.dataset.here !== name) cell.dataset.here = name;
  }
}

function show() {
  const open = box.querySelector("details")?.open ?? false;
  const held = box.contains(document.activeElement) && document.activeElement.tagName;
  box.replaceChildren();
  if (others.length) {
    const typing = others.find((p) => p.typing);
    if (typing && !paused) box.append(element("p", "presence-typing", `${typing.name} is typing a comment`));
    const menu = element("details", "menu presence-menu");
    menu.open = open;
    const summary = element("summary");
    if (paused) summary.append(element("span", "presence-off", "Paused"));
    else {
      for (const p of others.slice(0, 5)) {
        const face = element("span", "avatar", initials(p.name));
        face.ariaHidden = "true";
        summary.append(face);
      }
      if (others.length > 5) {
        const more = element("span", "muted", `+${others.length - 5}`);
        more.ariaHidden = "true";
        summary.append(more);
      }
    }
    summary.append(element("span", "unseen", others.length === 1 ? " 1 other person here" : ` ${others.length} other people here`));
    const body = element("div", "menu-body");
    if (!paused) {
      const list = element("ul", "presence-list");
      for (const p of others) {
        const line = element("li");
        line.append(element("strong", "", p.name), `, ${p.company}`);
        const at = where(p);
        if (at) line.append(p.typing ? ` ${at}` : `: ${at}`);
        list.append(line);
      }
      body.append(list);
    }
    const button = element("button", "button button-small", paused ? "Show who is where" : "Pause");
    button.type = "button";
    button.addEventListener("click", pause);
    body.append(element("p", "hint", paused ? "You see nobody, and nobody is told where you are." : "Nobody keeps where you are."), button);
    menu.append(summary, body);
    box.append(menu);
    if (held) (box.querySelector(held.toLowerCase()) ?? summary).focus();
  }
  mark();
}

function pause(event) {
  event.stopPropagation(); // the menu is made anew, and stays open
  paused = !paused;
  sessionStorage.setItem("presence", paused ? "paused" : "");
  if (paused) said = ""; // one last word: nowhere
  show();
  say();
}

// One sentence for those who came, and not often.
function aloud(before) {
  const came = others.filter((p) => !before.some((b) => b.id === p.id)).map((p) => p.name);
  if (paused || !came.length || Date.now() - spoke < quiet) return;
  spoke = Date.now();
  const detail = came.length > 3 ? `${came.length} people are here.` : `${came.join(", ")} ${came.length === 1 ? "is" : "are"} here.`;
  document.dispatchEvent(new CustomEvent("announce", { detail }));
}

// Says where this person is, once they have stayed a moment.
function say() {
  clearTimeout(due);
  due = setTimeout(async () => {
    const now = paused ? { function: "", stakeholder: "", typing: "" } : mine;
    const text = JSON.stringify(now);
    if (text === said || !live?.isConnected) return;
    said = text;
    next = Date.now() + pace;
    try {
      const answer = await fetch(box.dataset.to, { method: "POST", body: new URLSearchParams(now) });
      if (answer.status === 429) {
        said = "";
        next = Date.now() + 1000 * Number(answer.headers.get("Retry-After") || 10);
        say();
      }
    } catch {
      said = ""; // the next move says it
    }
  }, Math.max(400, next - Date.now()));
}

function at(fn, stakeholder) {
  if (fn === mine.function && stakeholder === mine.stakeholder) return;
  mine = { ...mine, function: fn ?? "", stakeholder: stakeholder ?? "" };
  say();
}

if (box && live) {
  document.addEventListener("mx:cell", (event) => at(event.detail?.function, event.detail?.stakeholder));
  document.addEventListener("focusin", (event) => {
    const cell = event.target.closest?.("#grid tr[id^='function-'] > *");
    if (!cell) return;
    const column = /^c(\d+)-/.exec(cell.id);
    const head = column && document.querySelectorAll("#grid th[data-column]")[column[1]];
    at(cell.parentElement.id.slice("function-".length), head?.dataset.column);
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("textarea[name='body'], [data-comment]")) return;
    mine = { ...mine, typing: "yes" };
    say();
    clearTimeout(stopped);
    stopped = setTimeout(() => {
      mine = { ...mine, typing: "" };
      say();
    }, idle);
  });
  live.addEventListener("presence", (event) => {
    const before = others;
    try {
      others = JSON.parse(event.detail.data);
    } catch {
      return;
    }
    show();
    aloud(before);
  });
  // Who is here is not known while the stream is away; it is told anew when it is back.
  let away;
  for (const name of ["htmx:sse:error", "htmx:sse:before:connection"]) {
    live.addEventListener(name, () => {
      away ??= setTimeout(() => {
        others = [];
        show();
      }, patience);
    });
  }
  live.addEventListener("htmx:sse:after:connection", () => {
    clearTimeout(away);
    away = undefined;
  });
  document.addEventListener("htmx:after:swap", mark);
}

// The stream says that it will not come back: the page stays, with what was typed.
live?.addEventListener("ended", (event) => {
  const signedOut = event.detail.data === "session";
  live.remove();
  others = [];
  if (box) show();
  const note = element("div", "notice notice-danger");
  note.id = "ended";
  note.role = "alert";
  const text = element("p", "", signedOut
    ? "You were signed out in this browser, or went to another place. Nothing more is saved from this page. What you typed is still here. "
    : "You no longer have access to this engagement. Nothing more is saved from this page. What you typed is still here: copy it before you leave. ");
  if (signedOut) {
    const link = element("a", "", "Sign in in a new tab");
    link.href = "/signin";
    link.target = "_blank";
    link.rel = "noopener";
    text.append(link);
  }
  note.append(text);
  document.getElementById("notices")?.before(note);
  note.scrollIntoView({ block: "nearest" });
});
