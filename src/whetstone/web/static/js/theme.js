// theme.js - ?theme=dark|light for review only; the product follows the system.
export function theme() {
  const wanted = new URLSearchParams(location.search).get("theme");
  if (wanted === "dark" || wanted === "light") document.documentElement.dataset.theme = wanted;
}
