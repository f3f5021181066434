// The reader's choice of light or dark, before anything is painted.
(function () {
  const root = document.documentElement;
  let kept = null;
  try { kept = localStorage.getItem("theme"); } catch (_) { /* storage may be off */ }
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch (_) { /* not kept then */ }
  });
})();
