// Filters the table of all guidelines, and copies what cites one of them.
// Without this script the table is simply whole.

function labelled(text, control) {
  const label = document.createElement("label");
  label.append(text, control);
  return label;
}

function choice(rows, column, all) {
  const select = document.createElement("select");
  const found = rows.flatMap((row) => words(row, column).split(", ")).filter(Boolean);
  select.append(new Option(all, ""), ...[...new Set(found)].map((word) => new Option(word)));
  return select;
}

function words(row, column) {
  return row.cells[column].textContent.trim();
}

// A field to type what one sees, or to pick it from all symptoms.
function symptomField(symptoms) {
  const field = Object.assign(document.createElement("input"), { type: "search" });
  const picks = Object.assign(document.createElement("datalist"), { id: "hb-symptoms" });
  const texts = new Set(symptoms.map((each) => each.textContent));
  picks.append(...Array.from(texts, (text) => Object.assign(new Option(), { value: text })));
  field.setAttribute("list", picks.id);
  field.setAttribute("autocomplete", "off");
  return [field, picks];
}

function told(shown, all, wanted, most) {
  if (wanted === most) return `${shown} of ${all} guidelines`;
  if (most < 1) return "No guideline has these words";
  return `${shown} of ${all} guidelines have ${most} of these ${wanted} words`;
}

function filter(table) {
  const rows = [...table.tBodies[0].rows];
  const entries = rows.map((row) => ({ row, text: row.textContent.toLowerCase() }));
  const symptoms = [...table.querySelectorAll(".hb-symptom")];
  const [search, picks] = symptomField(symptoms);
  const chapter = choice(rows, 2, "All chapters");
  const rule = choice(rows, 3, "Any or none");
  const count = document.createElement("output");
  count.setAttribute("aria-live", "polite");

  function chosen(row) {
    const rules = words(row, 3).split(", ");
    const right = !chapter.value || words(row, 2) === chapter.value;
    return right && (!rule.value || rules.includes(rule.value));
  }

  // What readers type need not be our words: those rows stay that have the most of them.
  function apply() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (text) => wanted.filter((word) => text.includes(word)).length;
    entries.forEach((each) => (each.hits = chosen(each.row) ? has(each.text) : -1));
    const most = Math.max(...entries.map((each) => each.hits));
    const least = wanted.length ? Math.max(most, 1) : 0;
    entries.forEach((each) => (each.row.hidden = each.hits < least));
    symptoms.forEach((each) => {
      each.classList.toggle("hb-match", has(each.textContent.toLowerCase()) > 0);
    });
    const shown = rows.filter((row) => !row.hidden).length;
    count.value = told(shown, rows.length, wanted.length, most);
  }

  const form = document.createElement("form");
  form.className = "hb-filter";
  form.setAttribute("role", "search");
  form.append(
    labelled("What do you see? Words, a symptom, an ID", search),
    picks,
    labelled("Chapter", chapter),
    labelled("Linter rule", rule),
    count,
  );
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  const frame = table.closest(".pst-scrollable-table-container") ?? table;
  frame.before(form);
  apply();
}

document.querySelectorAll("table.hb-overview").forEach(filter);

// On plain http a browser gives scripts no clipboard, but it still obeys the old command.
function copyByCommand(text) {
  const field = Object.assign(document.createElement("textarea"), { value: text });
  field.className = "hb-copied";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

function citing(group) {
  const page = document.querySelector('link[rel="canonical"]')?.href ?? location.href;
  const file = new URL(group.dataset.link, page).href;
  const address = file.startsWith("file:") ? file : file.replace(/index\.html$/, "");
  const told = group.querySelector("output");
  let silence;
  group.addEventListener("click", async ({ target }) => {
    const { name, text } = target.dataset;
    if (!name) return;
    clearTimeout(silence);
    told.value = "";
    const done = await copy(text.replaceAll("{address}", () => address));
    target.focus();
    // In a moment of its own, or the same words twice would be spoken once.
    setTimeout(() => (told.value = done ? `Copied the ${name}.` : "The browser forbids copying."));
    silence = setTimeout(() => (told.value = ""), 5000);
  });
}

document.querySelectorAll(".hb-citing").forEach(citing);
