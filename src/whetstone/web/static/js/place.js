// place.js - a long page remembers the line where its reader was, on this device alone, and leads back to it.
const LINES = "p, li, h3, tr";
const BESIDE = "aside, details"; // a closed note has a place too, far below the text it stands beside
const EDGE = 40; // pixels: a line that shows less at the top has been read
const words = (line) => line.textContent.replace(/\s+/g, " ").trim().slice(0, 80);
const linesOf = (part) =>
  [...part.querySelectorAll(LINES)].filter((line) => words(line) && !line.closest(BESIDE) && line.checkVisibility?.() !== false);

/** The line at the top of the screen, by the named part it stands in and by its words: numbers move with every answer. */
function here(page) {
  const line = linesOf(page).find((one) => one.getBoundingClientRect().bottom > EDGE);
  return line && `${line.parentElement.closest("[id]").id}\n${words(line)}`;
}

/** The line again; where it is gone, because its question is answered, the part it stood in. */
function found(kept) {
  const [name, said] = kept.split("\n");
  const part = document.getElementById(name);
  return part && (linesOf(part).find((one) => words(one) === said) ?? part);
}

export function begin(page) {
  const key = `whetstone:place:${document.body.dataset.keeper ?? ""}:${page.dataset.place}`;
  const keep = () => {
    const at = scrollY > innerHeight && here(page);
    if (at) localStorage.setItem(key, at);
  };
  const line = found(localStorage.getItem(key) ?? "");
  const way = document.querySelector("[data-place-way]");
  if (line && way) {
    line.id ||= "where-you-were";
    way.querySelector("a").href = `#${line.id}`;
    way.hidden = false;
  }
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
}
