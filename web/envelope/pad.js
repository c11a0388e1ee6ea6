// The signature pad: strokes in a box of 1000 by 300, kept as "M x y L x y …" in a hidden
// field. Whoever cannot or will not draw types, which is asked for anyway.
const pad = document.getElementById("pad");
const kept = pad.querySelector("input");
const box = pad.querySelector("svg");
const path = box.querySelector("path");
let last = null;

function show() {
  path.setAttribute("d", kept.value);
}

// A place is kept once it is a little away from the one before: fewer numbers, same line.
function add(letter, event) {
  const at = box.getBoundingClientRect();
  const place = (from, size, most) => Math.round(Math.min(Math.max(from / size, 0), 1) * most);
  const x = place(event.clientX - at.left, at.width, 1000);
  const y = place(event.clientY - at.top, at.height, 300);
  if (letter === "L" && Math.hypot(x - last.x, y - last.y) < 5 || kept.value.length > 19900) return;
  last = { x, y };
  kept.value = `${kept.value} ${letter} ${x} ${y}`.trim();
}

box.addEventListener("pointerdown", (event) => {
  if (!event.isPrimary || event.button !== 0) return;
  event.preventDefault();
  box.setPointerCapture(event.pointerId);
  add("M", event);
  show();
});

box.addEventListener("pointermove", (event) => {
  if (!event.isPrimary || !last) return;
  const all = event.getCoalescedEvents?.() ?? []; // the places between two frames
  for (const each of all.length ? all : [event]) add("L", each);
  show();
});

for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { last = null; });

pad.querySelector("button").addEventListener("click", () => {
  kept.value = "";
  show();
});

addEventListener("pageshow", show); // a browser that goes back puts the field's value there again
pad.hidden = false;
show();
