"use strict";
// The questions inside an element: searched, sorted, unfolded. Without this all of them are there, in their order.
function browse(root) {
  const [tools, list] = [root.querySelector(".sifting"), root.querySelector(".questions")];
  const [search, sort, kind, wrong, unfold] = ["search", "sort", "kind", "wrong", "unfold"].map((name) => tools.querySelector(`[name=${name}]`));
  const shown = tools.querySelector("output");
  const rows = Array.from(list.children, (row, at) => ({
    row, at, kind: row.dataset.kind, words: "", scores: row.dataset.scores.split(",").map((v) => (v === "" ? NaN : Number(v))),
  }));

  function filter() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const each of rows) {
      if (wanted.length && !each.words) each.words = each.row.textContent.toLowerCase();
      const fits = wanted.every((word) => each.words.includes(word)) && (!kind.value || each.kind === kind.value) &&
        !(wrong.checked && each.row.dataset.verdict === "good");
      each.row.hidden = !fits;
      count += fits;
    }
    shown.textContent = shown.dataset.words.replace("{shown}", count).replace("{count}", rows.length);
  }

  function order() {
    const [column, way] = sort.value.split(" ").map(Number);
    const value = (each) => (column < 0 ? each.at : each.scores[column]);
    // What has no score goes last, whichever way the others are sorted.
    rows.sort((a, b) => (isNaN(value(a)) - isNaN(value(b))) || way * (value(a) - value(b)) || a.at - b.at);
    list.append(...rows.map((each) => each.row));
  }

  search.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  wrong.addEventListener("change", filter);
  sort.addEventListener("change", order);
  unfold.addEventListener("click", () => {
    const open = unfold.getAttribute("aria-pressed") !== "true";
    unfold.setAttribute("aria-pressed", String(open));
    for (const each of rows) if (!each.row.hidden) each.row.open = open;
  });
  window.onbeforeprint = () => { for (const each of rows) each.row.open = true; };
  tools.hidden = false;
  filter();
}
