// What is not sent is kept over a reload of the window, for this person alone; signing
// out clears it (the kit does), and so does somebody else who signs in.

const box = () => "mx:" + grid().dataset.cards;

function keep() {
  try {
    if (queue.length) sessionStorage.setItem(box(), JSON.stringify({ who: grid().dataset.person, edits: queue }));
    else sessionStorage.removeItem(box());
  } catch {
    // a window without storage keeps them only while it is open
  }
}

// recall takes up what this window had not sent when it was loaded anew.
function recall() {
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem(box()));
  } catch {
    return;
  }
  if (!kept || kept.who !== grid().dataset.person || !editable()) {
    sessionStorage.removeItem(box());
    return;
  }
  for (const edit of kept.edits) queue.push({ ...edit, asked: false });
  for (const id of new Set(queue.flatMap(rowsOf))) redraw(id);
  unsent();
  pump();
}
