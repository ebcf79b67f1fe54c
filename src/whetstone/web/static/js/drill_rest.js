// drill_rest.js - after a drill: sends the lines that still lie on this device, then shows the page with them.
import { freshKey, lines } from "./drill_lines.js";

const EVERY = 5000;

export function begin(sign) {
  const { drillRest: name, action, ended } = sign.dataset;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const log = lines({ name, action, token });
  const draft = log.kept();
  // Ended by hand, a draft does not count, and the desk said so. Ended by the clock, it goes with the rest.
  if (draft.typed.trim() && !ended) log.put({ ...draft, text: draft.typed, key: draft.key || freshKey() });
  else if (draft.typed) log.keep({ typed: "" });

  async function send() {
    try {
      if (await log.send()) location.reload();
    } catch {
      setTimeout(send, EVERY);
    }
  }

  send();
}
