// Asks before the page is left while a form holds something that is not saved.
// Forms say so with data-leave.
let dirty = document.querySelector(".summary, .differs") !== null; // came back unsaved
let sending = false;

document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-leave]")) dirty = true;
});
document.addEventListener("submit", () => {
  sending = true;
});
window.addEventListener("pageshow", () => {
  sending = false;
});
window.addEventListener("beforeunload", (event) => {
  if (dirty && !sending) event.preventDefault();
});
