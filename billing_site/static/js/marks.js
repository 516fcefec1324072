// After a live check the inputs stay as they are (nobody loses a key press); only their marks change.
const SIGN = { error: "✕", warning: "▲", info: "i" };
const RANK = ["error", "warning", "info"];

function unmark(form) {
  for (const input of form.querySelectorAll("[data-severity]:not(li)")) {
    input.removeAttribute("data-severity");
    input.removeAttribute("aria-invalid");
    const rest = (input.getAttribute("aria-describedby") ?? "").replace(/(finding|unread)-\d+/g, "").trim();
    if (rest) input.setAttribute("aria-describedby", rest);
    else input.removeAttribute("aria-describedby");
  }
  for (const pin of form.querySelectorAll(".pin")) pin.remove();
}

function pin(input, severity) {
  const number = input.closest(".line")?.querySelector(".nr");
  if (!number) return;
  const there = number.querySelector(".pin");
  if (there && RANK.indexOf(there.classList[1]) <= RANK.indexOf(severity)) return;
  there?.remove();
  const mark = document.createElement("i");
  mark.className = `pin ${severity}`;
  mark.setAttribute("aria-hidden", "true");
  mark.textContent = SIGN[severity];
  number.prepend(mark);
}

export function marks(form) {
  unmark(form);
  for (const found of form.querySelectorAll("[data-input]")) {
    const input = document.getElementById(found.dataset.input);
    if (!input) continue;
    const { severity } = found.dataset;
    const described = input.getAttribute("aria-describedby") ?? "";
    input.setAttribute("aria-describedby", `${described} ${found.id}`.trim());
    input.dataset.severity ??= severity;
    if (severity === "error") input.setAttribute("aria-invalid", "true");
    pin(input, severity);
  }
}
