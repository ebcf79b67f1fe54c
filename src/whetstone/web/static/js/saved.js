// saved.js - the small sign by a form that keeps itself: Saving, Saved, Not saved yet.
export function begin(sign) {
  const form = sign.closest("form") ?? document.querySelector(`form[data-saved-by="${sign.id}"]`) ?? document;
  const word = sign.querySelector("[data-saved-sign]");
  const tell = (state, text) => {
    if (word.textContent === text) return; // what stands already is not said aloud again
    word.className = `status status--${state}`;
    word.textContent = text;
  };
  form.addEventListener("htmx:beforeRequest", () => tell("draft", sign.dataset.saving));
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) tell("current", sign.dataset.done);
  });
  for (const fault of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    form.addEventListener(fault, () => tell("doubtful", sign.dataset.waiting));
  }
}
