// Hides the terms that another choice makes meaningless: data-when="key=value value"
// on a field's box. Hidden fields keep their values and are sent.
const form = document.getElementById("terms-form");

function chosen(key) {
  const control = form.elements.namedItem(key);
  return control ? control.value : "";
}

function show() {
  for (const box of form.querySelectorAll("[data-when]")) {
    const rule = box.dataset.when;
    if (!rule) continue;
    const at = rule.indexOf("=");
    const matters = rule.slice(at + 1).split(" ").includes(chosen(rule.slice(0, at)));
    box.hidden = !matters && !box.querySelector("[aria-invalid], .error");
  }
}

// A term among two hundred is found by a word of its name or of what it explains.
const toc = document.querySelector(".terms-toc");

function seek(box, say) {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const part of document.querySelectorAll(".terms-group")) {
    let any = words.length === 0;
    for (const field of part.querySelectorAll(".terms-grid > [id], .targets tbody tr, .facts > div")) {
      const text = field.textContent.toLowerCase();
      const hit = words.every((word) => text.includes(word));
      field.classList.toggle("terms-off", !hit);
      if (hit && words.length) found++;
      any = any || hit;
    }
    part.classList.toggle("terms-off", !any);
    const link = toc.querySelector(`a[href="#${part.id}"]`);
    if (link) link.parentElement.classList.toggle("terms-off", !any);
  }
  say.textContent = words.length ? (found === 1 ? "1 term" : `${found} terms`) : "";
}

if (toc) {
  const label = document.createElement("label");
  label.className = "label";
  label.htmlFor = "find-term";
  label.textContent = "Find a term";
  const box = document.createElement("input");
  box.id = "find-term";
  box.type = "search";
  box.autocomplete = "off";
  box.className = "control";
  const say = document.createElement("p");
  say.className = "hint";
  say.setAttribute("role", "status");
  box.addEventListener("input", () => seek(box, say));
  // Enter belongs to the search here; it sends nothing.
  box.addEventListener("keydown", (e) => { if (e.key === "Enter") e.preventDefault(); });
  const head = document.createElement("div");
  head.className = "terms-find";
  head.append(label, box, say);
  toc.prepend(head);

  // Where in the page somebody is, in the list of its parts.
  const seen = new Map();
  const watch = new IntersectionObserver((entries) => {
    for (const e of entries) seen.set(e.target.id, e.isIntersecting);
    const now = [...document.querySelectorAll(".terms-group")].find((part) => seen.get(part.id));
    for (const link of toc.querySelectorAll("a")) {
      if (now && link.hash === `#${now.id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-15% 0px -60% 0px" });
  for (const part of document.querySelectorAll(".terms-group")) watch.observe(part);
}

if (form) {
  form.addEventListener("change", show);
  show();
  // A link from the checks may lead to a field that is hidden now.
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.hidden) target.hidden = false;
}
