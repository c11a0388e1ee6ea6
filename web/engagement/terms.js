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

if (form) {
  form.addEventListener("change", show);
  show();
  // A link from the checks may lead to a field that is hidden now.
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.hidden) target.hidden = false;
}
