// While the document is being sealed the page asks again by itself, and is loaded anew
// when that is done: it has more to say then. Without script a reload does the same.
async function again() {
  const asked = document.getElementById("next").dataset.again;
  if (!asked) return;
  try {
    const answer = await fetch(asked, { headers: { "HX-Request": "true" } });
    if (answer.redirected || (answer.ok && !(await answer.text()).includes("data-again"))) {
      location.reload();
      return;
    }
  } catch {
    // The line is away; the next try may find it.
  }
  setTimeout(again, 3000);
}

setTimeout(again, 3000);
