// slider.js - says the value of a slider as a sentence, on the page and to a screen reader.
export function begin(slider) {
  const input = slider.querySelector("input[type=range]");
  const output = slider.querySelector("output[data-say]");
  if (!input || !output) return;
  const say = JSON.parse(output.dataset.say);
  const tell = () => {
    const value = Number(input.value);
    const [, text] = say.find(([upTo]) => value <= upTo) ?? say.at(-1);
    if (output.textContent !== text) output.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  input.addEventListener("input", tell);
  tell();
}
