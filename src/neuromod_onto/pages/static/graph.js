// The neighbourhood of a term as a tree that unfolds to the right: term, relation, terms, and so on.
(function () {
  const SVG = "http://www.w3.org/2000/svg";
  const ROW = 26, GAP = 46, PAD = 12;
  const section = document.querySelector("[data-graph]");
  if (!section) return;
  const box = section.querySelector(".graph");
  const measure = document.createElement("canvas").getContext("2d");

  // Where pages are files, the neighbours are scripts that call back: browsers fetch nothing from a folder.
  const inFiles = section.dataset.address.includes("{page}");
  const called = {};
  window.neuromodNeighbours = ([id, label, place, groups]) => called[id]({
    id, label, href: pageAt(place),
    groups: groups.map(([name, total, terms]) => ({
      label: name, total, long: total > 12, terms: terms.map(([id, label, place]) => ({ id, label, href: pageAt(place) })),
    })),
  });
  const root = section.dataset.address.replace(/neighbours\/\{page\}\.js$/, "term/");
  const pageAt = (place) => (/^https?:/.test(place) ? place : `${root}${place}.html`);
  const loadTerm = (id, href) => new Promise((resolve, reject) => {
    const place = href.slice(href.lastIndexOf("/term/") + 6).replace(/\.html$/, "");
    const script = document.createElement("script");
    called[id] = (data) => { delete called[id]; script.remove(); resolve(data); };
    script.onerror = () => { script.remove(); reject(new Error(id)); };
    script.src = section.dataset.address.replace("{page}", place);
    document.head.append(script);
  });
  const fetchTerm = async (id, href) => {
    if (inFiles) return loadTerm(id, href);
    const answer = await fetch(section.dataset.address.replace("{id}", encodeURIComponent(id)));
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  };
  const groupsOf = (data, from) => data.groups.map((group) => ({
    kind: "group", label: group.label, total: group.total, open: !group.long && from === null,
    children: group.terms.filter((term) => term.id !== from).map((term) => ({ kind: "term", ...term, open: false, children: null })),
  })).filter((group) => group.children.length);

  const text = (node) => {
    const all = node.kind === "group" && node.total > node.children.length + 1 ? ` / ${node.total}` : "";
    const label = node.kind === "group" ? `${node.label} · ${node.children.length}${all}` : node.label;
    return label.length > 46 ? `${label.slice(0, 45)}…` : label;
  };
  const shown = (node) => (node.open && node.children) || [];

  function place(root) {
    measure.font = getComputedStyle(document.body).font.replace(/^[\d.]+px|(?<=\s)[\d.]+px/, "13px");
    const widths = [];
    let row = 0;
    (function walk(node, depth, from) {
      node.depth = depth;
      node.from = from;
      node.width = measure.measureText(text(node)).width * (depth ? 1 : 1.12) + 22; // the root is bold
      widths[depth] = Math.max(widths[depth] || 0, node.width);
      const below = shown(node);
      below.forEach((child) => walk(child, depth + 1, node));
      node.y = below.length ? (below[0].y + below[below.length - 1].y) / 2 : row++ * ROW + ROW;
    })(root, 0, null);
    const starts = [PAD];
    widths.forEach((width, depth) => { starts[depth + 1] = starts[depth] + width + GAP; });
    return { starts, width: starts[widths.length] - GAP + PAD, height: row * ROW + ROW };
  }

  const make = (name, attributes, parent) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (parent) parent.append(element);
    return element;
  };

  let tree = null;
  function draw(focus) {
    const { starts, width, height } = place(tree);
    const svg = make("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
    const lines = make("g", { class: "lines" }, svg);
    const all = [];
    (function collect(node) { all.push(node); shown(node).forEach(collect); })(tree);
    for (const node of all) {
      const x = starts[node.depth];
      if (node.from) {
        const sx = starts[node.from.depth] + node.from.width, mid = (sx + x) / 2;
        make("path", { d: `M${sx} ${node.from.y}C${mid} ${node.from.y} ${mid} ${node.y} ${x} ${node.y}` }, lines);
      }
      const group = make("g", {
        class: `node ${node.kind}${node.depth ? "" : " root"}`, tabindex: "0", role: "button",
        "aria-expanded": String(Boolean(node.open)), "aria-label": text(node), transform: `translate(${x} ${node.y})`,
      }, svg);
      make("rect", { y: -10.5, width: node.width, height: 21, rx: 10.5 }, group);
      make("text", { x: 11, y: 4.5 }, group).textContent = text(node);
      make("title", {}, group).textContent = node.label;
      const act = () => toggle(node);
      group.addEventListener("click", act);
      group.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); }
      });
      if (node.kind === "term" && node.open && node.depth) {
        const link = make("a", { href: node.href, class: "open", "aria-label": `${section.dataset.open}: ${node.label}` }, svg);
        make("text", { x: x + node.width + 5, y: node.y + 4.5 }, link).textContent = "↗";
        make("title", {}, link).textContent = section.dataset.open;
      }
      node.element = group;
    }
    box.replaceChildren(svg);
    if (focus) focus.element.focus({ preventScroll: true });
  }

  async function toggle(node) {
    if (node.kind === "term" && !node.children) {
      const above = node.from && node.from.from ? node.from.from.id : "";
      node.children = groupsOf(await fetchTerm(node.id, node.href), above);
      if (node.children.length === 1) node.children[0].open = true;
    }
    node.open = !node.open;
    draw(node);
  }

  fetchTerm(section.dataset.graph, section.dataset.page).then((data) => {
    const groups = groupsOf(data, null);
    if (!groups.length) return;
    let rows = 0;
    for (const group of groups) {
      if (rows + group.children.length > 18) group.open = false;
      rows += group.open ? group.children.length : 1;
    }
    tree = { kind: "term", id: data.id, label: data.label, href: data.href, open: true, children: groups };
    section.hidden = false;
    draw(null);
  }).catch(() => { /* a page without its graph is whole */ });
})();
