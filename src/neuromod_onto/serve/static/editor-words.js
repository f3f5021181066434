// The SPARQL editor speaks English alone; what it says is put in the language of the page as it appears.
(function () {
  const words = JSON.parse(document.getElementById("console-data").textContent).words;
  if (!Object.keys(words).length) return;
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const patterns = Object.entries(words).filter(([english]) => english.includes("{}")).map(([english, said]) =>
    [new RegExp("^" + english.split("{}").map(escaped).join("(.+?)") + "$"), said.split("{}")]);
  const said = (text) => {
    if (Object.hasOwn(words, text)) return words[text];
    for (const [pattern, parts] of patterns) {
      const match = pattern.exec(text);
      if (match) return parts.map((part, n) => part + (n + 1 < parts.length ? match[n + 1] : "")).join("");
    }
    return "";
  };
  const SPOKEN = ["title", "aria-label", "placeholder"];
  // What is asked and answered is nobody's to translate.
  const DATA = "tbody, .dt-column-title, .CodeMirror-scroll, .errorMessage, style, script";
  const ours = (element) => element && element.closest("#yasgui, .yasgui") && !element.closest(DATA);
  const speak = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.trim();
      const instead = text && ours(node.parentElement) && said(text);
      if (instead) node.data = node.data.replace(text, () => instead);
    } else if (node.nodeType === Node.ELEMENT_NODE && ours(node)) {
      for (const name of SPOKEN) {
        const instead = node.hasAttribute(name) && said(node.getAttribute(name));
        if (instead) node.setAttribute(name, instead);
      }
    }
  };
  const speakAll = (root) => {
    speak(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) speak(walker.currentNode);
  };
  const changes = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN };
  new MutationObserver((seen) => {
    for (const change of seen) {
      if (change.type === "childList") change.addedNodes.forEach(speakAll);
      else speak(change.target);
    }
  }).observe(document.body, changes);
  speakAll(document.getElementById("yasgui"));
})();
