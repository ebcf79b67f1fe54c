// drill.js - the desk of a drill: asks what has come by now, and sends each line of the log. Windows share one draft.
import { lines } from "./drill_lines.js";

const EVERY = 5000;

export function begin(desk) {
  const form = desk.querySelector("form[data-log]");
  const { text, key, kind, csrfmiddlewaretoken: token } = form.elements;
  const log = lines({ name: desk.dataset.drill, action: form.action, token: token.value });
  const tell = (event, detail = {}) => form.dispatchEvent(new CustomEvent(event, { detail }));
  let [busy, again] = [false, false];

  function put() {
    if (!text.value.trim()) return;
    key.value = log.put({ kind: kind.value, text: text.value, key: key.value });
    text.value = "";
  }

  function show(draft) {
    text.value = draft.typed;
    key.value = draft.key || key.value;
    kind.value = draft.kind || kind.value;
  }

  function replace(part) {
    const here = desk.querySelector(`[data-part="${part.dataset.part}"]`);
    if (here.textContent === part.textContent) return;
    const isOpen = here.querySelector("details")?.open;
    here.replaceChildren(...part.childNodes);
    here.querySelector("details")?.toggleAttribute("open", isOpen ?? false);
  }

  async function look() {
    if (busy) return void (again = true);
    [busy, again] = [true, false];
    try {
      if (log.kept().waiting.length) tell("htmx:beforeRequest");
      await log.send();
      const answer = await fetch(desk.dataset.drill);
      // The clock has stopped: what stands in the box goes with it, and says that it came late.
      if (answer.url.endsWith("/judgement")) return (put(), await log.send(), location.assign(answer.url));
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      page.querySelectorAll("[data-part]").forEach(replace);
      tell("htmx:afterRequest", { successful: true });
    } catch {
      tell("htmx:sendError");
    } finally {
      busy = false;
    }
    if (again) look();
  }

  if (!text.value && log.kept().typed) show(log.kept());
  form.addEventListener("input", () => log.keep({ typed: text.value, key: key.value, kind: kind.value }));
  log.watch((before, now) => text.value === before.typed && show(now));
  form.addEventListener("submit", (event) => (event.preventDefault(), put(), look()));
  setInterval(look, EVERY);
  if (log.kept().waiting.length) look();
}
