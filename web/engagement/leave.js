// Keeps what was typed. Forms that say data-leave stand beside one another on a page,
// each with its own button: pressing one saves the others that were changed too, and so
// does a link that says data-save-first. Leaving any other way asks first.
const changed = new Set();
let sending = false;
if (document.querySelector(".summary, .differs")) { // came back unsaved
  const wrong = document.querySelector("form[data-leave] .error")?.closest("form") ?? document.querySelector("form[data-leave]");
  if (wrong) changed.add(wrong);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-leave]");
  if (form) changed.add(form);
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) { // htmx sends it and the page stays, with what was typed elsewhere
    sending = false;
    return;
  }
  const form = event.target;
  const others = [...changed].filter((other) => other !== form);
  if (sending || others.length === 0) {
    sending = true;
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  saveAll(others, () => form.requestSubmit(button));
});

// A form that htmx sent is kept unless it was refused.
document.addEventListener("htmx:after:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (response.status < 400) changed.delete(sourceElement);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-save-first]");
  if (!link || changed.size === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  saveAll([...changed], () => location.assign(link.href));
});

// saveAll posts each form as it stands, and goes on only when all are kept. A form that is
// refused takes the shape of the answer, with what is wrong beside its fields; nothing else
// on the page moves, so nothing that was typed is lost.
async function saveAll(forms, then) {
  let refused = null;
  for (const form of forms) {
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
    } catch {
      sending = true; // the browser's own page says that nobody answered
      form.requestSubmit();
      return;
    }
    changed.delete(form);
    if (answer.type !== "opaqueredirect" && !answer.ok) refused = show(form, await answer.text(), refused);
  }
  if (refused) {
    refused.focus();
    return;
  }
  sending = true;
  then();
}

// show puts the answer's form in the place of the one that was refused, and its summary
// on top of the page, below the one that is there already.
function show(form, html, summary) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const fresh = answer.querySelector(`form[action="${form.getAttribute("action")}"]`);
  const problems = answer.querySelector("#problems");
  if (!fresh || !problems) { // not a form's answer: its own page says what happened
    sending = true;
    form.requestSubmit();
    return summary;
  }
  form.replaceWith(fresh);
  changed.add(fresh);
  document.title = answer.title;
  if (summary) {
    summary.querySelector("ul").append(...problems.querySelectorAll("li"));
    return summary;
  }
  document.querySelector("#problems")?.remove();
  document.querySelector("main").prepend(problems);
  return problems;
}

window.addEventListener("pageshow", (event) => {
  if (event.persisted) sending = false;
});
window.addEventListener("beforeunload", (event) => {
  if (changed.size > 0 && !sending) event.preventDefault();
});
