// Why a function is disputed is asked in place. What was typed is kept in this window
// until it is stored, also when the question is closed or the window loaded again.

const disputing = document.getElementById("mx-dispute");
const why = disputing?.querySelector("textarea");
let disputes = false; // whether a reason is under way
const whyBox = (id) => "mx-why:" + cardOf(id);

function dispute(row) {
  if (!disputing) return say("Your role does not dispute rows, or the matrix cannot be changed now.");
  if (asked(idOf(row))) return say("Somebody changed this function. Choose first which to keep.");
  disputing.dataset.row = idOf(row);
  disputing.querySelector("h2").textContent = "Dispute “" + nameOf(row) + "”";
  disputing.querySelector(".mx-objection").textContent = row.querySelector(".mx-disputed")?.textContent.replace("!", "").trim() ?? "";
  disputing.querySelector("a").href = cardOf(idOf(row));
  why.value = sessionStorage.getItem(whyBox(idOf(row))) ?? "";
  refuse("");
  disputing.showModal();
}

// refuse says at the field why the reason was not taken.
function refuse(text) {
  const place = document.getElementById("mx-why-wrong");
  place.hidden = !text;
  place.textContent = text;
  why.ariaInvalid = text ? "true" : null;
  if (text) why.focus();
}

why?.addEventListener("input", () => sessionStorage.setItem(whyBox(disputing.dataset.row), why.value));

disputing?.addEventListener("close", () => document.getElementById(current)?.focus());

disputing?.querySelector("form").addEventListener("submit", async (event) => {
  if (event.submitter?.value === "cancel") return;
  event.preventDefault();
  const id = disputing.dataset.row;
  if (disputes) return;
  if (!why.value.trim()) return refuse("Say what would make this right.");
  disputes = true;
  const code = await send("POST", cardOf(id) + "/dispute", rowById(id), { reason: why.value });
  disputes = false;
  redraw(id);
  if (code === 200) {
    sessionStorage.removeItem(whyBox(id));
    saved();
    return disputing.close();
  }
  const wrong = rowById(id)?.querySelector(".mx-wrong");
  refuse(wrong?.textContent ?? "Not saved: the server did not answer. What you typed is kept here. Send it again.");
  wrong?.remove();
});
