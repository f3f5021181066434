// The SPARQL editor, bound to this service; it asks no other.
(function () {
  const data = JSON.parse(document.getElementById("console-data").textContent);
  const endpoint = new URL("/sparql", location.href).href;
  for (const name of ["prefixes", "property", "class"]) {
    const completer = Yasgui.Yasqe.Autocompleters && Yasgui.Yasqe.Autocompleters[name];
    if (completer) delete Yasgui.Yasqe.Autocompleters[name];
  }
  Yasgui.Yasqe.defaults.autocompleters = [];
  Yasgui.Yasqe.defaults.value = data.first;
  Yasgui.Yasr.defaults.prefixes = data.prefixes;
  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    // Faults come in the language of the page.
    requestConfig: { endpoint, method: "POST", headers: { "Accept-Language": document.documentElement.lang } },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    copyEndpointOnNewTab: true,
    autofocus: false,
    persistenceId: "neuromod",
  });
  // The editor leaves two of its fields without a name; it makes them anew with each answer.
  const name = () => {
    for (const [selector, label] of Object.entries(data.labels)) {
      for (const field of document.querySelectorAll(selector)) field.setAttribute("aria-label", label);
    }
  };
  new MutationObserver(name).observe(document.getElementById("yasgui"), { childList: true, subtree: true });
  name();
  const show = (text) => {
    const tab = yasgui.getTab() || yasgui.addTab(true);
    tab.setEndpoint(endpoint);
    tab.setQuery(text);
  };
  if (data.given) show(data.first);
  else { const tab = yasgui.getTab(); if (tab) tab.setEndpoint(endpoint); }
  // Terms of ours have their pages here; their addresses in the wide world are for citing.
  document.getElementById("yasgui").addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='https://w3id.org/neuromod-onto/']");
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    window.open(link.href.replace("https://w3id.org/neuromod-onto/", "/id/"), "_blank", "noopener");
  }, true);
  document.getElementById("example").addEventListener("change", (event) => {
    if (event.target.value) show(data.examples[event.target.value]);
  });
})();
