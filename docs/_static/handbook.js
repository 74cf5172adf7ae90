// Filters the table of all guidelines. Without this script the table is simply whole.

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

function filter(table) {
  const rows = [...table.tBodies[0].rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const search = Object.assign(document.createElement("input"), { type: "search" });
  const chapter = choice(rows, 2, "All chapters");
  const rule = choice(rows, 3, "Any or none");
  const count = document.createElement("output");
  count.setAttribute("aria-live", "polite");

  function apply() {
    const wanted = search.value.toLowerCase().split(/\s+/);
    const shown = rows.filter((row, index) => {
      const fits =
        wanted.every((word) => texts[index].includes(word)) &&
        (!chapter.value || words(row, 2) === chapter.value) &&
        (!rule.value || words(row, 3).split(", ").includes(rule.value));
      row.hidden = !fits;
      return fits;
    });
    count.value = `${shown.length} of ${rows.length} guidelines`;
  }

  const form = document.createElement("form");
  form.className = "hb-filter";
  form.append(
    labelled("ID, words or symptoms", search),
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
