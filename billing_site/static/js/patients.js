// The list of patients grows with what is typed. By post: a name has no place in an address.
let asked = 0;

export async function patientList(input, form) {
  const mine = ++asked;
  await new Promise((done) => setTimeout(done, 250));
  if (mine !== asked || input.value.length < 2) return;
  const body = new FormData();
  body.set("patient", input.value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch("/claims/patients/", { method: "POST", body });
  if (answer.ok && mine === asked) {
    const options = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("patients").replaceChildren(...options.querySelectorAll("option"));
  }
}
