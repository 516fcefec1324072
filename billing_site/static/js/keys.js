// Keys of the entry page. event.code, because Option+letter types characters on a Mac.
const press = (id) => document.getElementById(id)?.click();

function nextCell(form, input) {
  const cells = [...form.querySelectorAll("input:not([type=hidden]), select")];
  const open = cells.filter((cell) => cell.offsetParent !== null);
  open[open.indexOf(input) + 1]?.focus();
}

function firstFix(form) {
  const line = document.activeElement?.closest(".line");
  return line?.querySelector("[data-fix]") ?? form.querySelector("[data-fix]");
}

function walkFindings(form, step) {
  const targets = [...form.querySelectorAll("[data-input]")].map((found) => found.dataset.input);
  const places = [...new Set(targets)];
  if (!places.length) return;
  const now = places.indexOf(document.activeElement?.id);
  const next = now < 0 && step < 0 ? places.length - 1 : (now + step + places.length) % places.length;
  document.getElementById(places[next])?.focus();
}

const ALT = {
  Period: (form) => firstFix(form)?.click(),
  KeyA: () => press("do-add"),
  KeyR: () => press("do-repeat"),
  KeyF: () => press("do-fix-all"),
  KeyZ: () => press("do-undo"),
  KeyL: () => press("do-visit"),
  ArrowDown: (form) => walkFindings(form, 1),
  ArrowUp: (form) => walkFindings(form, -1),
};
// the first Ctrl+Enter checks; the next one, with nothing changed since, marks a clean claim ready
const checkOrReady = () =>
  press(document.getElementById("panel")?.dataset.clean ? "do-ready" : "do-check");
const CTRL = { Enter: checkOrReady, KeyS: () => press("do-save") };

export function keys(event, form) {
  const held = event.altKey && !event.ctrlKey ? ALT : event.ctrlKey || event.metaKey ? CTRL : {};
  const act = held[event.code];
  if (act) {
    event.preventDefault();
    act(form);
  } else if (event.code === "Enter" && event.target.matches("input") && form.contains(event.target)) {
    event.preventDefault(); // Enter goes on to the next cell; it never sends the claim
    nextCell(form, event.target);
  }
}
