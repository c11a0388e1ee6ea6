// The counts and findings beside the grid are read again soon after a change, and then
// at most every few seconds: while many people edit, judging the whole matrix for each
// of them after every letter would cost more than the letters. No two windows keep the
// same time, so that those who hear of one change do not all ask in one moment.

const recountPause = () => 2000 + 2000 * Math.random();
let recountAt = 0; // not before
let recounting = false;

function recount() {
  if (recounting) return;
  recounting = true;
  setTimeout(
    () => {
      recounting = false;
      recountAt = performance.now() + recountPause();
      document.dispatchEvent(new CustomEvent("mx:recount"));
    },
    Math.max(500 * Math.random(), recountAt - performance.now()),
  );
}
