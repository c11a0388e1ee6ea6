// The clipboard: letters to and from Excel, as text with tabs.

const gridHasFocus = () => isCell(document.activeElement) && grid().contains(document.activeElement);

function toText(cells) {
  return cells.map((line) => line.map(shown).join("\t")).join("\n");
}

// fromClipboard is a sheet's lines of texts. Excel quotes what has a line break; some
// programs give a table of HTML and no tabs.
function fromClipboard(data) {
  let text = data.getData("text/plain").replace(/\r\n?/g, "\n");
  const html = data.getData("text/html");
  if (!text.includes("\t") && /<t[dh][\s>]/i.test(html)) {
    const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (table) return [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  }
  if (text.endsWith("\n")) text = text.slice(0, -1);
  return text.split("\n").map((line) => line.split("\t").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")));
}

function copy(event, cut) {
  if (!gridHasFocus() || !getSelection().isCollapsed) return;
  const cells = selected() ?? [[document.activeElement]];
  event.clipboardData.setData("text/plain", toText(cells));
  event.preventDefault();
  const n = cells.flat().length;
  if (cut && change(cells.flat().map((cell) => [cell, ""]))) say(plural(n, "cell", "cells") + " cut.");
  else say(plural(n, "cell", "cells") + " copied.");
}

function paste(event) {
  if (!gridHasFocus()) return;
  event.preventDefault();
  if (!editable()) return say("This matrix cannot be changed now.");
  const sheet = fromClipboard(event.clipboardData);
  const size = sheet.reduce((n, line) => n + line.length, 0);
  if (tooMany(size)) return;
  const into = selected();
  if (size === 1 && into) {
    const as = parse(sheet[0][0]);
    if (as !== undefined) return fill(into, as);
  }
  put(sheet, into?.[0][0] ?? document.activeElement);
}

// put sets cells from a first one on. All of the sheet has to fit and to be readable;
// otherwise it is told what is not, and nothing changes.
function put(sheet, first) {
  const below = rows();
  const top = below.indexOf(rowOf(first));
  const wrong = [];
  const pairs = [];
  if (top + sheet.length > below.length) wrong.push(`${plural(sheet.length, "row", "rows")} were copied, and only ${below.length - top} are left below this cell.`);
  sheet.forEach((line, i) => {
    const row = below[top + i];
    if (!row) return;
    const cells = [...row.cells].slice(first.cellIndex).filter(isCell);
    if (line.length > cells.length) wrong.push(`${nameOf(row)}: ${plural(line.length, "column", "columns")} were copied, and only ${cells.length} are left from this cell on.`);
    let accountable = 0;
    line.slice(0, cells.length).forEach((text, j) => {
      const as = parse(text);
      if (as === undefined) wrong.push(`${nameOf(row)}, ${columnName(cells[j])}: “${text.slice(0, 40)}${text.length > 40 ? "…" : ""}” is not R, A, C, I, A/R or -.`);
      else pairs.push([cells[j], as]);
      if (answers(as) && ++accountable === 2) wrong.push(`${nameOf(row)}: two columns are Accountable. A function has exactly one.`);
    });
  });
  if (wrong.length) return problems("Nothing was pasted", wrong);
  const changed = change(pairs);
  if (pairs.length > 1) {
    show(between(pairs[0][0], pairs.at(-1)[0]));
    anchor = pairs[0][0].id;
  }
  if (!changed && editable()) say("What was pasted is what the cells say already.");
}
