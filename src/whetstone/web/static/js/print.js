// print.js - a print button; without script it stays hidden, and the browser's own command does the same.
export function begin(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
