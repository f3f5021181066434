// Sort tables, copy commands, show a filter's effect at once.
(function () {
  const numeric = (text) => (/^[+-]?[\d.]+$/.test(text) ? Number(text) : null);
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const heads = [...table.tHead.rows[0].cells];
    const compare = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" }).compare;
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = table.dataset.sortable;
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const text = (row) => row.cells[column].textContent.trim();
        const rows = [...table.tBodies[0].rows].sort((a, b) => {
          const [x, y] = [text(a), text(b)], [m, n] = [numeric(x), numeric(y)];
          return (m !== null && n !== null ? m - n : compare(x, y)) * (down ? -1 : 1);
        });
        table.tBodies[0].append(...rows);
      });
    });
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const label = button.textContent;
      await navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent);
      button.textContent = button.dataset.copy;
      setTimeout(() => { button.textContent = label; }, 1500);
    });
  }
  for (const form of document.querySelectorAll("[data-submit-on-change]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }
})();
