// How far somebody has read: ticks in the contents, a count in the bar, and one report
// when they leave. It informs and never holds anybody up.
const contents = document.getElementById("contents");
const parts = new Map([...contents.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
const count = document.getElementById("shown");
const shown = new Set();
const waiting = new Map();
let told = 0;

// A part is shown when it stood in the window for a moment: what only flew by was not.
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(waiting.get(target));
    if (isIntersecting) waiting.set(target, setTimeout(show, 500, target));
  }
}, { rootMargin: "0px 0px -25% 0px" });

function show(section) {
  observer.unobserve(section);
  shown.add(section.id);
  const link = parts.get(section.id);
  link.parentElement.classList.add("ceremony-shown");
  const said = link.appendChild(document.createElement("span"));
  said.className = "unseen";
  said.textContent = " (shown)";
  count.hidden = false;
  count.textContent = `${shown.size} of ${parts.size} parts shown`;
}

for (const id of parts.keys()) {
  const section = document.getElementById(id);
  if (section) observer.observe(section);
}

// Beside the text there is room for the contents; on a phone they are opened when wanted.
const wide = matchMedia("(min-width: 75rem)");
contents.open = wide.matches;
wide.addEventListener("change", () => { contents.open = wide.matches; });
contents.addEventListener("click", (event) => {
  if (event.target.closest("a") && !wide.matches) contents.open = false;
});

addEventListener("pagehide", () => {
  if (!contents.dataset.opened || shown.size === told) return;
  told = shown.size;
  navigator.sendBeacon(contents.dataset.opened, new URLSearchParams([...shown].map((id) => ["part", id])));
});
