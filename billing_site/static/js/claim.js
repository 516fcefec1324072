// Claim entry: what htmx cannot do. Marks on inputs after a live check, keys, focus, the patient list.
import { marks } from "./marks.js";
import { keys } from "./keys.js";
import { patientList } from "./patients.js";

const form = () => document.getElementById("claim-form");

// at once after the swap: a later move of the focus would take keys from where they are typed
function focusWanted() {
  const wanted = form()?.dataset.focus;
  if (!wanted) return;
  delete form().dataset.focus;
  document.getElementById(wanted)?.focus();
}

const mark = () => form() && marks(form());

// an answer that is no page of ours must never replace the form: say it, keep what was typed
const TROUBLE = {
  401: "You were signed out. Sign in in another tab, then go on: what you typed is still here.",
  403: "This page was opened before you signed in again. What you typed is still here; copy it, then reload.",
};
const say = (words) => {
  const status = document.getElementById("saved");
  if (status) status.textContent = words;
};
document.addEventListener("htmx:afterRequest", (event) => {
  const { status } = event.detail.xhr;
  if (status < 400 || status === 409 || status === 422) return;
  say(TROUBLE[status] ?? `Not answered (${status}). What you typed is still here; try again.`);
});
document.addEventListener("htmx:sendError", () => say("Not reached. What you typed is still here; try again."));

document.addEventListener("htmx:afterSwap", focusWanted);
document.addEventListener("htmx:afterSettle", mark);
document.addEventListener("keydown", (event) => form() && keys(event, form()));
document.addEventListener("input", (event) => {
  if (!form()?.contains(event.target)) return;
  form().dataset.dirty = "true";
  delete document.getElementById("panel")?.dataset.clean;
  document.getElementById("saved").textContent = "Not saved yet";
  if (event.target.id === "id_patient") patientList(event.target, form());
  // a drug code begins with a letter: its line has a product, vials and an NDC
  if (/^id_lines-\d+-code$/.test(event.target.id) && /^[a-z]/i.test(event.target.value)) {
    event.target.closest(".line").querySelector("details").open = true;
  }
});
document.addEventListener("submit", (event) => delete event.target.dataset.dirty);
window.addEventListener("beforeunload", (event) => {
  if (form()?.dataset.dirty) event.preventDefault();
});

mark();
focusWanted();
document.querySelector("[data-summary]")?.focus();
