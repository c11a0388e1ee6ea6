// The editor of a cell: the values with their words, as one group of radio buttons.
// Enter saves, Escape reverts; with the mouse a click on a value saves at once. Ctrl
// held with Accountable keeps the one there is as well.

const editor = document.getElementById("mx-choose");
let edited; // id of the cell it is open for

function edit(cell) {
  if (!editor || !editable()) {
    say("This matrix cannot be changed now.");
    return;
  }
  focus(cell);
  edited = cell.id;
  editor.querySelector("legend").textContent = nameOf(rowOf(cell)) + ", " + columnName(cell);
  editor.showPopover();
  const from = cell.getBoundingClientRect();
  const below = from.bottom + 4 + editor.offsetHeight < innerHeight;
  editor.style.left = Math.max(8, Math.min(from.left, innerWidth - editor.offsetWidth - 8)) + "px";
  editor.style.top = Math.max(8, below ? from.bottom + 4 : from.top - editor.offsetHeight - 4) + "px";
  const radio = [...editor.elements.role].find((r) => r.value === shown(cell)) ?? editor.elements.role[0];
  radio.checked = true;
  radio.focus();
}

function save(as, both) {
  const cell = document.getElementById(edited);
  editor.hidePopover();
  if (!cell) return;
  focus(cell);
  change([[cell, as]], both && answers(as) ? { both } : {});
}

editor?.addEventListener("submit", (event) => event.preventDefault()); // Enter is read below: the one that opened it is none

editor?.addEventListener("pointerup", (event) => {
  const radio = event.target.closest("label")?.querySelector("input");
  if (radio) save(radio.value, event.ctrlKey || event.metaKey);
});

editor?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.type === "radio") save(event.target.value, event.ctrlKey || event.metaKey);
  else if (event.key === "F2") editor.hidePopover();
  else return;
  event.preventDefault();
});

editor?.addEventListener("click", (event) => {
  if (event.target.closest("[data-save]")) save(editor.elements.role.value, false);
  else if (event.target.closest("[data-revert]")) editor.hidePopover();
});
