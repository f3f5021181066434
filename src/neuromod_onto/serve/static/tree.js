// Branches of the hierarchy come when they are unfolded.
(function () {
  const tree = document.querySelector("[data-tree]");
  const item = (row) => {
    const li = document.createElement("li");
    if (row.count) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "›";
      button.dataset.id = row.id;
      button.setAttribute("aria-expanded", "false");
      button.setAttribute("aria-label", `${tree.dataset.unfold}: ${row.label}`);
      li.append(button);
    } else {
      const leaf = document.createElement("span");
      leaf.className = "leaf";
      li.append(leaf);
    }
    const link = document.createElement("a");
    link.href = row.href;
    link.textContent = row.label;
    li.append(link);
    if (row.count) {
      const count = document.createElement("span");
      count.className = "count";
      count.textContent = row.count;
      li.append(" ", count);
    }
    return li;
  };
  tree.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const li = button.parentElement;
    const open = button.getAttribute("aria-expanded") === "true";
    let list = li.querySelector(":scope > ul");
    if (!open && !list) {
      const answer = await fetch(tree.dataset.tree.replace("{id}", encodeURIComponent(button.dataset.id)));
      if (!answer.ok) return;
      list = document.createElement("ul");
      list.append(...(await answer.json()).map(item));
      li.append(list);
    }
    list.hidden = open;
    button.setAttribute("aria-expanded", String(!open));
  });
})();
