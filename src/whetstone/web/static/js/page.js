// page.js - the one module a page links: starts each behaviour where its sign stands in the page.
import { theme } from "./theme.js";

theme();
const parts = [
  ["[data-slider]", "./slider.js"],
  ["[data-order]", "./order.js"],
  ["[data-saved]", "./saved.js"],
  ["form[data-keep]", "./unsent.js"],
  ["form[data-autosave]", "./autosave.js"],
  ["[data-place]", "./place.js"],
  ["[data-aloud]", "./aloud.js"],
  ["[data-drill]", "./drill.js"],
  ["[data-drill-rest]", "./drill_rest.js"],
  ["[data-print]", "./print.js"],
  ["[data-plan-days]", "./plan_days.js"],
  ["select[data-zone]", "./zone.js"],
  ["details.account", "./menu.js"],
];

async function start(root) {
  for (const [sign, module] of parts) {
    const found = [...root.querySelectorAll(sign), ...(root.matches?.(sign) ? [root] : [])];
    if (found.length === 0) continue;
    const { begin } = await import(module);
    for (const part of found) {
      if (part.dataset.begun) continue;
      part.dataset.begun = "yes";
      begin(part);
    }
  }
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.target));

// What lies unsent on this device goes out from any page, and as soon as there is a network again.
const isUnsent = () => Object.keys(localStorage).some((key) => key.startsWith("whetstone:unsent:"));
const sendUnsent = async () => isUnsent() && (await import("./unsent.js")).sendAll();
addEventListener("online", sendUnsent);
sendUnsent();
