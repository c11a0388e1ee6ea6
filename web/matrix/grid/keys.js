// Keys and clicks in the grid. They act only while a cell of it has the focus; the
// browser keeps Ctrl with R, T, W, L, P and F. keys.go lists them for people.

const goRow = (stop, end) => focus(stops(lineOf(stop)).at(end));
const inCell = (act) => (stop) => isCell(stop) && act(stop);
const inRow = (act) => (stop) => rowOf(stop) && act(stop);
const letters = (as) => inRow((stop) => (isCell(stop) || selected()) && letter(stop, as));

const plain = {
  "ArrowUp": (stop) => move(stop, -1, 0),
  "ArrowDown": (stop) => move(stop, 1, 0),
  "ArrowLeft": (stop) => move(stop, 0, -1),
  "ArrowRight": (stop) => move(stop, 0, 1),
  "Home": (stop) => goRow(stop, 0),
  "End": (stop) => goRow(stop, -1),
  "Ctrl+Home": () => corner(0),
  "Ctrl+End": () => corner(-1),
  "PageUp": (stop) => moveArea(stop, -1),
  "PageDown": (stop) => moveArea(stop, 1),
  "Alt+ArrowUp": (stop) => moveProblem(stop, -1),
  "Alt+ArrowDown": (stop) => moveProblem(stop, 1),
};

const extending = {
  "Shift+ArrowUp": plain.ArrowUp,
  "Shift+ArrowDown": plain.ArrowDown,
  "Shift+ArrowLeft": plain.ArrowLeft,
  "Shift+ArrowRight": plain.ArrowRight,
  "Shift+Home": (stop) => focus([...rowOf(stop).cells].find(isCell)),
  "Shift+End": (stop) => focus([...rowOf(stop).cells].filter(isCell).at(-1)),
  "Ctrl+Shift+Home": plain["Ctrl+Home"],
  "Ctrl+Shift+End": plain["Ctrl+End"],
};

const acts = {
  "R": letters("R"),
  "A": letters("A"),
  "C": letters("C"),
  "I": letters("I"),
  "-": letters("-"),
  "0": letters("-"),
  "Delete": letters(""),
  "Backspace": letters(""),
  "Shift+A": inCell((stop) => second(stop, "A")),
  "Shift+R": inCell((stop) => second(stop, "R")),
  "Ctrl+Shift+A": inCell((stop) => change([[stop, "A"]], { both: true })),
  "Enter": (stop) => open(stop),
  "F2": (stop) => open(stop),
  " ": (stop) => open(stop),
  "Shift+ ": inRow(selectRow),
  "Ctrl+ ": inRow(selectColumn),
  "Ctrl+A": () => selectAll(),
  "Escape": () => unselect(),
  "Ctrl+Enter": inCell((stop) => selected() && fill(selected(), shown(stop))),
  "Ctrl+D": inRow(fillDown),
  "Ctrl+Z": () => undo(),
  "Ctrl+Shift+Z": () => redo(),
  "Ctrl+Y": () => redo(),
  "Y": inRow((stop) => agree(rowOf(stop))),
  "N": inRow((stop) => dispute(rowOf(stop))),
  "M": inRow((stop) => tellCell("mx:comment", stop)),
  "[": (stop) => collapseAt(stop, true),
  "]": (stop) => collapseAt(stop, false),
  "F": () => document.getElementById("f-q")?.focus(),
  "?": () => help(),
};

// open is Enter and Space: the editor of a cell, one's own tick, a collapsed area.
function open(stop) {
  if (isCell(stop)) edit(stop);
  else if (isOwnTick(stop)) agree(rowOf(stop));
  else if (stop.matches(".mx-shut th")) collapseAt(stop, false);
}

// named is a key with what is held: "Ctrl+Shift+Z". A sign says by itself that Shift was
// held for it, and AltGr is how some keyboards type one.
function named(event) {
  const sign = event.key.length === 1;
  const key = sign ? event.key.toUpperCase() : event.key;
  const other = event.getModifierState("AltGraph");
  return (!other && (event.ctrlKey || event.metaKey) ? "Ctrl+" : "") + (!other && event.altKey ? "Alt+" : "") + (event.shiftKey && (!sign || key === " " || key !== key.toLowerCase()) ? "Shift+" : "") + key;
}

function key(event) {
  const stop = event.target;
  if (event.defaultPrevented || event.isComposing || !stop.matches?.(anyStop) || !grid()?.contains(stop)) return;
  const name = named(event);
  if (name === "Enter" && stop.matches(".mx-name")) return; // a link
  if (plain[name]) {
    unselect();
    plain[name](stop);
  } else if (extending[name]) {
    if (rowOf(stop)) extend(stop, () => extending[name](stop));
  } else if (acts[name]) {
    acts[name](stop);
  } else {
    return;
  }
  event.preventDefault();
}

function click(event) {
  if (event.target.closest(".mx-line, a, button, input, label, summary") || matchMedia("(max-width: 639px)").matches) return;
  const band = event.target.closest(".mx-band");
  if (band) return collapseAt(band, !shut(band.parentElement));
  const stop = event.target.closest(".mx-row > td");
  if (!stop) return;
  if (event.shiftKey && isCell(stop) && isCell(document.activeElement)) return extend(document.activeElement, () => focus(stop));
  unselect();
  if (isCell(stop) && editable()) return edit(stop);
  focus(stop);
  if (isOwnTick(stop) && grid().hasAttribute("data-agrees")) agree(rowOf(stop));
}

function help() {
  document.getElementById("mx-keys")?.showModal();
}

// preference is where the focus goes after a letter: "" stays, "right" or "down".
function preference() {
  return localStorage.getItem("mx-after") ?? "";
}
