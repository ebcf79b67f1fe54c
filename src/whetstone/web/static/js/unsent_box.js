// unsent_box.js - the answers of this person that lie on this device until the server has said that it has them.
const NOT_NOW = [401, 403, 408, 425, 429];
const PATIENCE = 20_000;
const prefix = () => `whetstone:unsent:${document.body.dataset.keeper ?? ""}:`; // never sent as somebody else's

export const waiting = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix()))
    .map((key) => key.slice(prefix().length));

/** Keep the answer of a form under its name; a later answer to the same question takes its place. */
export function put(form, submitter) {
  const data = new FormData(form, submitter);
  data.delete("csrfmiddlewaretoken");
  const fields = [...data].map(([name, value]) => [name, String(value)]);
  const kept = { action: form.action, fields, at: Date.now() };
  localStorage.setItem(prefix() + form.dataset.keep, JSON.stringify(kept));
}

export const drop = (name) => localStorage.removeItem(prefix() + name);

/** Has the server said its last word on an answer? Signed out, too many or down: it is sent again. */
export const isSettled = (status) => status < 500 && !NOT_NOW.includes(status);

/** Send one answer; it leaves this device once the server has answered, if it has not been changed meanwhile. */
export async function send(name) {
  const kept = localStorage.getItem(prefix() + name);
  const { action, fields } = JSON.parse(kept);
  const body = new URLSearchParams(fields);
  body.set("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "");
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(action, { method: "POST", body, headers: { "X-Kept": "1" }, signal });
  if (isSettled(answer.status) && localStorage.getItem(prefix() + name) === kept) drop(name);
  return answer;
}
