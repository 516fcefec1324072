// Codes to choose from where one is typed. The input is plain text and takes an exact code without
// the list: nothing is highlighted until an arrow key does it, and only what is highlighted is taken.
const INPUT = "[data-codes]";
const WAIT = 120;
let asked = 0;
let taking = false;

const list = document.createElement("ul");
list.id = "codes-list";
list.className = "code-list";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Codes");
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

function open(input, found, total) {
  list.replaceChildren(...found);
  input.parentElement.append(list);
  list.hidden = found.length === 0;
  input.setAttribute("aria-expanded", String(!list.hidden));
  input.removeAttribute("aria-activedescendant");
  const more = total > found.length ? `, the first ${found.length} listed` : "";
  count.textContent = total === 1 ? "1 code found" : `${total} codes found${more}`;
}

async function look(input) {
  const mine = ++asked;
  const text = input.value.trim();
  if (text.length < 2) return close(input);
  await new Promise((done) => setTimeout(done, WAIT));
  if (mine !== asked) return;
  const answer = await fetch(`/codes/search/?list=1&q=${encodeURIComponent(text)}`).catch(() => null);
  if (!answer?.ok || answer.redirected || mine !== asked || document.activeElement !== input) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== asked) return;
  const total = Number(page.querySelector("[data-total]")?.dataset.total ?? 0);
  open(input, page.querySelectorAll("[role=option]"), total);
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
  input.value = option.dataset.code;
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
  const option = event.target.closest?.("#codes-list [role=option]");
  if (!option) return;
  event.preventDefault(); // the input keeps the focus
  take(document.activeElement, option);
});
// before the keys of the page: Enter takes what is highlighted and then goes on as it always does
document.addEventListener(
  "keydown",
  (event) => {
    const input = event.target;
    if (!input.matches?.(INPUT) || list.hidden || event.altKey || event.ctrlKey || event.metaKey) return;
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
