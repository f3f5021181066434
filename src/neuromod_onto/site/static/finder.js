// Search among the names of the site: all words of the query must begin words of the name.
(function () {
  const finder = document.querySelector("[data-finder]");
  if (!finder) return;
  const input = finder.querySelector("input");
  const list = finder.querySelector("ul");
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[-’']/g, " ");
  let names = null;

  const score = (name, words) => {
    const parts = name.folded.split(/\s+/);
    if (!words.every((word) => parts.some((part) => part.startsWith(word)))) return 0;
    return name.folded === words.join(" ") ? 3 : name.folded.startsWith(words[0]) ? 2 : 1;
  };

  input.addEventListener("input", () => {
    names = names || (window.neuromodNames || []).map(([text, label, page]) => ({ text, label, page, folded: fold(text) }));
    list.replaceChildren();
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    if (!words.length) return;
    const seen = new Set();
    const hits = names.map((name) => [score(name, words), name]).filter(([points]) => points)
      .sort((a, b) => b[0] - a[0] || a[1].text.length - b[1].text.length)
      .filter(([, name]) => !seen.has(name.page) && seen.add(name.page)).slice(0, 20);
    for (const [, name] of hits) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = name.page;
      link.textContent = name.label;
      item.append(link);
      if (name.text !== name.label) item.append(` (${name.text})`);
      list.append(item);
    }
    if (!hits.length) list.append(Object.assign(document.createElement("li"), { textContent: finder.dataset.finder }));
  });
})();
