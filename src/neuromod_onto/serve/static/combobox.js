// A field whose list of terms comes from the service as one types: arrows choose, Enter takes, Escape closes.
// Without scripts the field is an ordinary one.
(function () {
  let made = 0;

  // fetched: address to ask, to which the text is added; typed(): the text to complete; take(hit): what Enter does.
  window.combobox = function (input, { fetched, typed, take, matched, none, found, least = 2 }) {
    const number = ++made;
    const list = document.createElement("ul");
    list.className = "options";
    list.id = `options-${number}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.getAttribute("aria-label") || input.labels[0].textContent.trim());
    const status = document.createElement("span");
    status.className = "unseen";
    status.setAttribute("role", "status");
    input.after(list, status);
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("autocomplete", "off");
    // a field of several lines stays a text box, which has no expanded state
    const single = input.tagName === "INPUT";
    if (single) { input.setAttribute("role", "combobox"); input.setAttribute("aria-expanded", "false"); }
    let hits = [], asked = 0, chosen = -1, timer = 0;

    const open = (is) => { list.hidden = !is; if (single) input.setAttribute("aria-expanded", String(is)); };
    const close = () => { asked++; clearTimeout(timer); open(false); input.removeAttribute("aria-activedescendant"); chosen = -1; };
    const choose = (index) => {
      if (!hits.length) return;
      chosen = (index + hits.length) % hits.length;
      [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      input.setAttribute("aria-activedescendant", list.children[chosen].id);
      list.children[chosen].scrollIntoView({ block: "nearest" });
    };
    const option = (text, at) => {
      const item = document.createElement("li");
      item.id = `option-${number}-${at}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const label = document.createElement("span");
      label.textContent = text;
      item.append(label);
      list.append(item);
      return item;
    };
    const show = (answer) => {
      hits = answer;
      chosen = -1;
      input.removeAttribute("aria-activedescendant");
      list.replaceChildren();
      hits.forEach((hit, at) => {
        const item = option(hit.label || hit.match, at);
        if (hit.match !== hit.label) {
          const match = document.createElement("span");
          match.className = "match";
          match.textContent = `${matched} ${hit.match}`;
          if (hit.matchLanguage) match.lang = hit.matchLanguage;
          item.append(match);
        }
        item.addEventListener("mousedown", (event) => event.preventDefault());
        item.addEventListener("click", () => { close(); take(hit); });
      });
      if (!hits.length) option(none, 0).className = "none";
      status.textContent = hits.length ? `${hits.length} ${found}` : none;
      open(true);
    };
    const ask = async () => {
      const text = typed().trim(), mine = ++asked;
      if (text.length < least) { close(); return; }
      try {
        const answer = await (await fetch(`${fetched}&q=${encodeURIComponent(text)}`)).json();
        if (mine === asked) show(answer);
      } catch (_) { close(); }
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 90); });
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        const hit = hits[chosen];
        close();
        take(hit);
      }
    });
    input.addEventListener("blur", close);
  };
})();
