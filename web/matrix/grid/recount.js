// The counts and findings beside the grid are read again soon after a change, and then
// at most every few seconds: while many people edit, judging the whole matrix for each
// of them after every letter would cost more than the letters.

const recountPause = 3000;
let recounted = -recountPause;
let recounting = false;

function recount() {
  if (recounting) return;
  recounting = true;
  setTimeout(
    () => {
      recounting = false;
      recounted = performance.now();
      document.dispatchEvent(new CustomEvent("mx:recount"));
    },
    Math.max(0, recounted + recountPause - performance.now()),
  );
}
