// Values to choose from where one is typed: data-choices names their kind, data-many says that the
// input holds several with commas between them. The input is plain text and takes any value without
// the list: nothing is highlighted until an arrow key does it, and only what is highlighted is taken.
const INPUT = "[data-choices]";
const WAIT = 120;
let asked = 0;
let taking = false;

const list = document.createElement("ul");
list.id = "choices";
list.className = "choices";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Choices");
list.hidden = true;
const count = document.createElement("p");
count.className = "vh";
count.setAttribute("role", "status");
document.querySelector("main").append(count);

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");

function dress(root) {
  for (const input of root.querySelectorAll(INPUT)) {
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
  }
}

function close(input) {
  asked += 1;
  list.hidden = true;
  list.replaceChildren();
  count.textContent = "";
  input?.setAttribute("aria-expanded", "false");
  input?.removeAttribute("aria-activedescendant");
}

function open(input, found, said) {
  list.replaceChildren(...found);
  input.parentElement.append(list);
  list.hidden = found.length === 0;
  list.classList.remove("from-right");
  list.classList.toggle("from-right", list.getBoundingClientRect().right > document.documentElement.clientWidth);
  input.setAttribute("aria-expanded", String(!list.hidden));
  input.removeAttribute("aria-activedescendant");
  count.textContent = said;
}

// the value at the cursor: of several the one between two commas
function bounds(input) {
  const text = input.value;
  if (!("many" in input.dataset)) return [0, text.length];
  const at = input.selectionStart ?? text.length;
  const end = text.indexOf(",", at);
  return [text.lastIndexOf(",", at - 1) + 1, end < 0 ? text.length : end];
}

async function look(input, least = 2) {
  const mine = ++asked;
  const text = input.value.slice(...bounds(input)).trim();
  if (text.length < least) return close(input);
  await new Promise((done) => setTimeout(done, WAIT));
  if (mine !== asked) return;
  const body = new FormData(); // by post: what is typed of a patient has no place in an address
  body.set("q", text);
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  const where = `/codes/choices/${input.dataset.choices}/`;
  const answer = await fetch(where, { method: "POST", body }).catch(() => null);
  if (!answer?.ok || answer.redirected || mine !== asked || document.activeElement !== input) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== asked) return;
  const said = page.querySelector("[data-said]")?.dataset.said ?? "";
  open(input, page.querySelectorAll("[role=option]"), said);
}

function highlight(input, option) {
  chosen()?.setAttribute("aria-selected", "false");
  if (!option) return input.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function move(input, step) {
  const all = options();
  const at = all.indexOf(chosen());
  // beyond either end nothing is highlighted, so that what was typed can stand
  highlight(input, at < 0 && step < 0 ? all.at(-1) : all[at + step]);
}

function take(input, option) {
  const [start, end] = bounds(input);
  const before = input.value.slice(0, start).trimEnd();
  const taken = before + (before && " ") + option.dataset.value;
  input.value = taken + input.value.slice(end);
  input.setSelectionRange(taken.length, taken.length);
  close(input);
  taking = true;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  taking = false;
}

document.addEventListener("input", (event) => {
  if (!taking && event.target.matches?.(INPUT)) look(event.target);
});
document.addEventListener("focusout", (event) => event.target.matches?.(INPUT) && close(event.target));
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.("#choices [role=option]");
  if (!option) return;
  event.preventDefault(); // the input keeps the focus
  take(document.activeElement, option);
});
// before the keys of the page: Enter takes what is highlighted and then goes on as it always does
document.addEventListener(
  "keydown",
  (event) => {
    const input = event.target;
    if (!input.matches?.(INPUT) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (list.hidden) {
      if (event.key === "ArrowDown") look(input, 0);
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(input, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close(input);
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen()) {
      take(input, chosen());
    }
  },
  true,
);
document.addEventListener("htmx:afterSettle", () => dress(document));
dress(document);
