// unsent.js - an answer given while offline is kept on this device and sent when the network is back.
// The form names itself by data-keep; the server must accept the same answer twice without counting it twice.
const PREFIX = "whetstone:unsent:";
const tell = (name) => document.dispatchEvent(new Event(`whetstone:${name}`));

async function send(key) {
  const kept = JSON.parse(localStorage.getItem(key));
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const body = new URLSearchParams(kept.fields);
  body.set("csrfmiddlewaretoken", token);
  const answer = await fetch(kept.action, { method: "POST", body, headers: { "X-CSRFToken": token } });
  // 5xx is tried again; anything else is the server's last word on this answer.
  if (answer.status < 500) localStorage.removeItem(key);
  return { ok: answer.ok, url: answer.url };
}

async function sendAll() {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    try {
      const { ok, url } = await send(key);
      if (!ok) continue;
      tell("sent");
      if (url !== location.href) location.assign(url);
    } catch {
      tell("waiting");
      return;
    }
  }
}

export function begin(form) {
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    data.delete("csrfmiddlewaretoken");
    const kept = { action: form.action, fields: [...data].map(([name, value]) => [name, String(value)]) };
    localStorage.setItem(PREFIX + form.dataset.keep, JSON.stringify(kept));
    tell("waiting");
  });
  window.addEventListener("online", sendAll);
  if (navigator.onLine) sendAll();
}
