// place.js - a long page remembers the line where its reader was, on this device alone, and leads back to it.
const LINES = "p, li, h3, tr, textarea";

export function begin(page) {
  const key = `whetstone:place:${document.body.dataset.keeper ?? ""}:${page.dataset.place}`;
  const lines = () => [...page.querySelectorAll(LINES)];
  const keep = () => {
    const at = lines().findIndex((line) => line.getBoundingClientRect().top > 0);
    if (scrollY > innerHeight && at > 0) localStorage.setItem(key, String(at));
  };
  const line = lines()[Number(localStorage.getItem(key) ?? -1)];
  const way = document.querySelector("[data-place-way]");
  if (line && way) {
    line.id ||= "where-you-were";
    way.querySelector("a").href = `#${line.id}`;
    way.hidden = false;
  }
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
}
