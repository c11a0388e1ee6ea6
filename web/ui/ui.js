// What the shell needs of script; every page works without it.

// An open menu closes on Escape, giving the focus back, and on a click elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]") ?? document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A link of the error summary goes to the control itself, as WCAG's G139 asks.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".summary a[href^='#']");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  (control.closest(".field") ?? control).scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
});

// Sentences for screen readers, from any script as an "announce" event or along with a
// fragment. Two that come together are both read; only the last few stay in the page.
const region = document.getElementById("announce");

document.addEventListener("announce", (event) => {
  const sentence = document.createElement("p");
  sentence.textContent = event.detail;
  region?.append(sentence);
});

if (region) {
  new MutationObserver(() => {
    while (region.children.length > 3) region.firstElementChild.remove();
  }).observe(region, { childList: true });
}

// When the server cannot be reached, a banner says what that means for what was
// being done, and goes away by itself.
let offline;

function tell(words) {
  document.dispatchEvent(new CustomEvent("announce", { detail: words }));
}

function away(words) {
  if (offline) return;
  offline = document.createElement("p");
  offline.className = "notice notice-warn offline";
  offline.textContent = words;
  document.body.append(offline);
  tell(words);
}

function back() {
  if (!offline) return;
  offline.remove();
  offline = undefined;
  tell("Connected again.");
}

document.addEventListener("htmx:error", (event) => {
  const method = event.detail?.ctx?.request?.method;
  if (!method) return;
  if (method === "GET") away("The server cannot be reached. What you see may be out of date.");
  else away("Not saved: the server could not be reached. What you typed is still here.");
});

document.addEventListener("htmx:sse:error", () => {
  away("The server cannot be reached. What you see may be out of date.");
});

document.addEventListener("htmx:after:request", back);
document.addEventListener("htmx:sse:after:connection", back);

// A notice about the last act is stale once the next one is sent.
document.addEventListener("htmx:before:request", (event) => {
  if (event.detail.ctx.request.method !== "GET") document.getElementById("notices")?.replaceChildren();
});

// What a window kept for a person goes with them.
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[action='/signout']")) sessionStorage.clear();
});

// The first tab stop of a bar that scrolls sideways is the current one: show it.
document.querySelector(".tabs a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
