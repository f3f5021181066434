// Complete terms in forms: a whole field, one line of several, or one name within an expression.
(function () {
  const pieces = {
    field: /[^]*$/u,
    line: /[^\n]*$/u,
    name: /[\p{L}\p{N}_:’'-]*$/u,
  };
  for (const input of document.querySelectorAll("[data-complete]")) {
    const words = input.closest("form").dataset;
    const piece = pieces[input.dataset.complete];
    const before = () => input.value.slice(0, input.selectionEnd);
    combobox(input, {
      fetched: words.fetched + (input.dataset.under ? `&under=${encodeURIComponent(input.dataset.under)}` : ""),
      matched: words.matched,
      none: words.none,
      found: words.found,
      least: input.dataset.complete === "name" ? 3 : 2,
      typed: () => before().match(piece)[0],
      take: (hit) => {
        const start = before(), rest = input.value.slice(start.length);
        const text = input.dataset.complete === "name" ? hit.id.replace(/^neuromod:/, "") : hit.label || hit.match;
        const kept = start.slice(0, start.length - start.match(piece)[0].length) + text;
        input.value = kept + rest;
        input.setSelectionRange(kept.length, kept.length);
      },
    });
  }
})();
