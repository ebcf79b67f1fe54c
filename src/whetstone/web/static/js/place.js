// place.js - a long page remembers the line where its reader was, on this device alone, and leads back to it.
const LINES = "p, li, h3, tr";
const AT_LEAST = 12; // letters: a short line stands in many places
const words = (line) => line.textContent.trim().slice(0, 80);

export function begin(page) {
  const key = `whetstone:place:${document.body.dataset.keeper ?? ""}:${page.dataset.place}`;
  const lines = () => [...page.querySelectorAll(LINES)].filter((line) => words(line).length >= AT_LEAST);
  const keep = () => {
    const at = lines().find((line) => line.getBoundingClientRect().top > 0);
    if (scrollY > innerHeight && at) localStorage.setItem(key, words(at));
  };
  // By its words, not by its number: answers come and go above it.
  const kept = localStorage.getItem(key);
  const line = kept && lines().find((one) => words(one) === kept);
  const way = document.querySelector("[data-place-way]");
  if (line && way) {
    line.id ||= "where-you-were";
    way.querySelector("a").href = `#${line.id}`;
    way.hidden = false;
  }
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
}
