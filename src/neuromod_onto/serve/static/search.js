// Search as you type: Enter on a hit opens its page, Enter on the text searches.
(function () {
  for (const form of document.querySelectorAll("[data-search]")) {
    const input = form.querySelector("input");
    combobox(input, {
      ...form.dataset,
      fetched: form.dataset.search,
      typed: () => input.value,
      take: (hit) => { location.href = hit.href; },
    });
  }
  document.addEventListener("keydown", (event) => {
    const input = document.querySelector("[data-search] input");
    if (event.key === "/" && input && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { event.preventDefault(); input.focus(); }
  });
})();
