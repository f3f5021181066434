// Search as you type: a combobox whose list comes from the service. Without scripts the form still works.
(function () {
  for (const form of document.querySelectorAll("[data-search]")) {
    const input = form.querySelector("input");
    const list = document.createElement("ul");
    list.className = "options";
    list.id = "search-options";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.getAttribute("aria-label"));
    form.append(list);
    for (const [key, value] of Object.entries({ role: "combobox", "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list" })) {
      input.setAttribute(key, value);
    }
    let asked = 0, chosen = -1, timer = 0;

    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); chosen = -1; };
    const choose = (index) => {
      const options = [...list.querySelectorAll("[role=option][data-href]")];
      if (!options.length) return;
      chosen = (index + options.length) % options.length;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      input.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    };
    const show = (hits) => {
      list.replaceChildren();
      hits.forEach((hit, at) => {
        const item = document.createElement("li");
        item.id = `option-${at}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.href = hit.href;
        const label = document.createElement("span");
        label.textContent = hit.label || hit.match;
        item.append(label);
        if (hit.match !== hit.label) {
          const match = document.createElement("span");
          match.className = "match";
          match.textContent = `${form.dataset.matched} ${hit.match}`;
          if (hit.matchLanguage) match.lang = hit.matchLanguage;
          item.append(match);
        }
        item.addEventListener("click", () => { location.href = hit.href; });
        list.append(item);
      });
      if (!hits.length) {
        const none = document.createElement("li");
        none.className = "none";
        none.setAttribute("role", "option");
        none.setAttribute("aria-selected", "false");
        none.textContent = form.dataset.none;
        list.append(none);
      }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      chosen = -1;
    };
    const ask = async () => {
      const text = input.value.trim();
      const number = ++asked;
      if (text.length < 2) { close(); return; }
      try {
        const answer = await fetch(`${form.dataset.search}&q=${encodeURIComponent(text)}`);
        const hits = await answer.json();
        if (number === asked) show(hits);
      } catch (_) { close(); }
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 90); });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) return;
        event.preventDefault();
        choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
      } else if (event.key === "Escape") { close(); }
      else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
        event.preventDefault();
        location.href = list.querySelectorAll("[data-href]")[chosen].dataset.href;
      }
    });
    document.addEventListener("click", (event) => { if (!form.contains(event.target)) close(); });
  }
  document.addEventListener("keydown", (event) => {
    const input = document.querySelector("[data-search] input");
    if (event.key === "/" && input && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { event.preventDefault(); input.focus(); }
  });
})();
