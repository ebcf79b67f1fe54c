// aloud.js - says how long a text takes to be read out, while its words are typed. The server counts what it computed.
const WORD = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_\u200c\u200d’'.,-]*/gu;

export function begin(bar) {
  const form = bar.closest("form");
  const boxes = [...form.querySelectorAll("textarea")];
  const [said, over] = [bar.querySelector("[data-aloud-said]"), bar.querySelector("[data-aloud-over]")];
  const { aloud, pace, most, within, beyond } = bar.dataset;
  const written = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(document.documentElement.lang);
  const words = (text) => (text.match(WORD) ?? []).length;

  function tell() {
    const n = boxes.reduce((sum, box) => sum + words(box.value), Number(aloud));
    const more = n - pace * most;
    said.textContent = within.replace("{n}", written.format(n / pace));
    over.textContent = more > 0 ? beyond.replace("{n}", whole.format(more)) : "";
  }
  form.addEventListener("input", tell);
  tell();
}
