// The versions of a policy by the arrow keys: left is the one before, right the one after.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, textarea, select")) return;
  const step = { ArrowLeft: 1, ArrowRight: -1 }[event.key];
  if (!step) return;
  const versions = [...document.querySelectorAll(".timeline li[data-version]")]; // newest first
  const at = versions.findIndex((one) => one.hasAttribute("aria-current"));
  const link = versions[at + step]?.querySelector("a");
  if (at >= 0 && link) link.click();
});
