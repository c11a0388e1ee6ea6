// What is told: the live region of the kit, "Saved 14:02" in the head, notes above the
// foot, and how much is not sent yet.

function say(text) {
  document.dispatchEvent(new CustomEvent("announce", { detail: text }));
}

function status(text) {
  const place = document.getElementById("saved");
  if (place && place.textContent !== text) place.textContent = text;
}

function saved() {
  const now = new Date();
  status("Saved " + String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0"));
}

function paragraph(text) {
  const p = document.createElement("p");
  p.textContent = text;
  return p;
}

// note shows a sentence where the effects of edits are told, and has it read out.
function note(text) {
  const box = document.createElement("div");
  box.className = "mx-told";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button-quiet button-small";
  close.dataset.close = "";
  close.textContent = "Close";
  box.append(paragraph(text), close);
  document.getElementById("mx-toast")?.replaceChildren(box);
  say(text);
}

// problems lists what kept an act from being done, in a dialog that gives the focus back.
function problems(title, list) {
  const dialog = document.getElementById("mx-problems");
  dialog.querySelector("h2").textContent = title;
  const items = list.slice(0, 20).map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  });
  if (list.length > 20) {
    const more = document.createElement("li");
    more.textContent = `and ${list.length - 20} more.`;
    items.push(more);
  }
  dialog.querySelector("ul").replaceChildren(...items);
  dialog.showModal();
}

const plural = (n, one, many) => (n === 1 ? "1 " + one : n + " " + many);

// unsent keeps a banner while something has been waiting for more than three seconds.
function unsent() {
  const late = queue.filter((edit) => !edit.asked);
  const since = Math.min(...late.map((edit) => edit.at));
  let banner = document.getElementById("mx-unsent");
  if (late.length === 0 || Date.now() - since < patience) {
    banner?.remove();
    return;
  }
  if (!banner) {
    banner = document.createElement("p");
    banner.id = "mx-unsent";
    banner.className = "notice notice-warn offline";
    document.body.append(banner);
  }
  const hidden = late.some((edit) => rowsOf(edit).some((id) => !rowById(id)));
  const text = plural(late.length, "change", "changes") + " not sent. They are kept in this window, also when you load it again, and are sent when the server answers." + (hidden ? " Some are in functions that the filter hides: show all functions to send them." : "");
  if (banner.textContent !== text) {
    banner.textContent = text;
    say(text);
  }
}
