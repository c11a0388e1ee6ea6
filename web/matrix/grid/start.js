// Start: wires the page when every file of this module has run.

queueMicrotask(() => {
  live();
  if (!grid()) return;
  recollapse();
  settle();
  const pane = grid().closest(".mx-pane");
  document.body.addEventListener("keydown", key);
  pane.addEventListener("click", click);
  document.body.addEventListener("focusin", (event) => {
    if (event.target.matches?.(anyStop)) stopAt(event.target);
  });
  document.addEventListener("mx:changed", recount);
  document.addEventListener("copy", (event) => copy(event, false));
  document.addEventListener("cut", (event) => copy(event, true));
  document.addEventListener("paste", paste);

  // Forms inside a row (keep theirs, use mine, undo) swap it by themselves.
  let back = false; // whether the focus was on a button that goes away when pressed
  let discuss; // the cell to talk about when the row has come
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx.target;
    settle(target?.matches?.(".mx-row") ? rowById(idOf(target)) : grid());
    reselect();
    if (back && document.activeElement === document.body) document.getElementById(current)?.focus({ preventScroll: true });
    if (!sending) settled();
    if (discuss && !asked(discuss.function)) {
      document.dispatchEvent(new CustomEvent("mx:comment", { detail: discuss }));
      discuss = undefined;
    }
  });
  document.addEventListener("click", (event) => {
    back = event.target.closest(".mx-told, .mx-line, .mx-checks") !== null;
    discuss = event.target.closest("[data-discuss]") ? { function: idOf(rowOf(event.target)), stakeholder: event.target.closest("[data-discuss]").dataset.discuss } : undefined;
    if (!event.target.closest("[data-close]")) return;
    document.getElementById("mx-toast").replaceChildren();
    document.getElementById(current)?.focus();
  });
  for (const button of document.querySelectorAll("[data-keys]")) {
    button.hidden = false;
    button.addEventListener("click", help);
  }
  const after = document.getElementById("mx-after");
  if (after) after.value = preference();
  after?.addEventListener("change", () => localStorage.setItem("mx-after", after.value));

  addEventListener("online", () => {
    wait = 1000;
    pump();
  });
  addEventListener("beforeunload", (event) => {
    if (queue.length) event.preventDefault();
  });
  document.addEventListener("DOMContentLoaded", recall); // htmx has run by then
});
