// Areas that are collapsed: a view of this window, remembered in it.

const shutBox = () => "mx-shut:" + grid().dataset.cards;

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(shutBox())) ?? [];
  } catch {
    return [];
  }
}

function collapse(area, on) {
  const band = area.querySelector(":scope > .mx-band > th");
  if (!band || shut(area) === on) return;
  area.classList.toggle("mx-shut", on);
  band.id ||= "band-" + area.id;
  if (on) {
    band.ariaExpanded = "false";
    band.tabIndex = -1;
  } else {
    band.removeAttribute("aria-expanded");
    band.removeAttribute("tabindex");
  }
}

// collapseAt collapses or expands the area the focus is in, and keeps the focus there.
function collapseAt(stop, on) {
  const area = stop.closest("tbody");
  if (shut(area) === on) return;
  unselect();
  collapse(area, on);
  const others = remembered().filter((id) => id !== area.id);
  try {
    sessionStorage.setItem(shutBox(), JSON.stringify(on ? [...others, area.id] : others));
  } catch {
    // it is collapsed all the same
  }
  toLine(lines(area)[0]);
  say(area.querySelector(".mx-area").textContent + (on ? ": collapsed." : ": expanded."));
}

// recollapse brings the grid to what is remembered, after it came from the server.
function recollapse() {
  const ids = remembered();
  for (const area of grid().tBodies) collapse(area, ids.includes(area.id));
}
