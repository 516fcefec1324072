// The editor of a policy: keys, focus after a swap, and a word when typing would be lost.
const form = () => document.getElementById("policy-form");

function focusWanted() {
  const wanted = form()?.dataset.focus;
  if (!wanted) return;
  delete form().dataset.focus;
  document.getElementById(wanted)?.focus();
}

function askToSave() {
  if (form()?.dataset.dirty) form().dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  if (!form()) return;
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyS") {
    event.preventDefault();
    document.getElementById("do-save")?.click();
  } else if (event.altKey && event.code === "KeyA") {
    event.preventDefault();
    document.getElementById("kind")?.focus();
  } else if (event.altKey && event.code === "KeyP") {
    event.preventDefault();
    document.getElementById("do-preview")?.click();
  } else if (event.code === "Enter" && event.target.id === "kind") {
    event.preventDefault();
    document.getElementById("do-add")?.click();
  } else if (event.code === "Enter" && event.target.matches("#policy-form input")) {
    event.preventDefault(); // Enter never saves half a sentence
  }
});
document.addEventListener("input", (event) => {
  if (!form()?.contains(event.target)) return;
  form().dataset.dirty = "true";
  const status = document.getElementById("saved");
  if (status) status.textContent = "Not saved yet";
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "saved" && document.getElementById("saved")?.textContent.startsWith("Saved")) {
    delete form()?.dataset.dirty;
  }
  focusWanted();
  // a requirement that was added or removed waits to be saved like anything typed
  if (event.target.id !== "saved") askToSave();
});
document.addEventListener("submit", (event) => delete event.target.dataset.dirty);
window.addEventListener("beforeunload", (event) => {
  if (form()?.dataset.dirty) event.preventDefault();
});

focusWanted();
document.querySelector("[data-summary], #conflict")?.focus();
