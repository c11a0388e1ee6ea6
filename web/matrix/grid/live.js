// Other people's changes: the stream says which row, and the row is read again.

function live() {
  const stream = document.getElementById("live");
  if (!stream) return;
  let lost = 0;
  const away = () => {
    lost ||= Date.now();
    delete stream.dataset.open;
  };
  stream.addEventListener("htmx:sse:error", away);
  stream.addEventListener("htmx:sse:before:connection", away);
  stream.addEventListener("htmx:sse:after:connection", () => {
    if (lost && Date.now() - lost > 3000) reload();
    lost = 0;
    stream.dataset.open = "";
    wait = 1000;
    if (grid()) pump();
  });
  stream.addEventListener("function", (event) => {
    const card = document.querySelector(".mx-card");
    if (!card) heard(event.detail.data);
    else if (card.dataset.function === event.detail.data) changed();
  });
  for (const name of ["matrix", "resync", "envelope"]) stream.addEventListener(name, () => (grid() ? reload() : compare()));
}

const many = 8; // rows that are worth reading one by one
const news = new Set();

// heard gathers the rows that are told together: a paste of somebody's changes many.
function heard(id) {
  if (news.size === 0) {
    setTimeout(() => {
      const ids = [...news];
      news.clear();
      if (ids.length > many) reload();
      else ids.forEach(refresh);
      recount();
    });
  }
  news.add(id);
}

// refresh reads one row again. Edits of it that are under way come first.
async function refresh(id) {
  const row = rowById(id);
  if (!row) return reload();
  if (touches(id) || asked(id) || fetching.has(id)) {
    stale.add(id);
    return;
  }
  stale.delete(id);
  fetching.add(id);
  await send("GET", cardOf(id), row);
  fetching.delete(id);
  redraw(id);
  pump();
  if (stale.has(id)) refresh(id);
}

let reloading = false;
let again = false;

// reload fetches the whole grid as one morph. Unsent edits and open questions come first.
async function reload() {
  if (!grid()) return;
  if (reloading || fetching.size || queue.length || document.querySelector(".mx-conflict")) {
    if (!again) setTimeout(() => ((again = false), reload()), 300);
    again = true;
    return;
  }
  reloading = true;
  await htmx.ajax("GET", location.pathname + location.search, { source: grid(), target: grid(), swap: "outerMorph" });
  reloading = false;
  recollapse();
  settle();
  for (const id of new Set(queue.flatMap(rowsOf))) redraw(id);
}

// compare looks whether a change of many rows, or of the draft, changed the card on show.
async function compare() {
  const card = document.querySelector(".mx-card");
  const answer = card && (await fetch(location.pathname).catch(() => undefined));
  if (!answer?.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".mx-card");
  const state = (sheet) => sheet?.dataset.rev + sheet?.querySelector(".mx-state")?.textContent;
  if (state(now) !== state(card)) changed();
}

// changed tells a reader of a card that it is out of date, and leaves what they typed.
function changed() {
  const place = document.getElementById("mx-changed");
  if (!place || place.firstChild) return;
  const told = document.createElement("p");
  told.className = "notice notice-info";
  told.append("This function was changed just now. ");
  const link = document.createElement("a");
  link.href = location.pathname;
  link.textContent = "Show it as it is";
  told.append(link);
  place.append(told);
  say("This function was changed just now.");
}
