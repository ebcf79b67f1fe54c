// drill.js - asks what has come by now. What is typed, and what the server has not taken yet, stays on this device.
const EVERY = 5000;
const PREFIX = "whetstone:drill:";
const TAKEN = [204, 409, 422]; // 409, 422: the server's last word on this line

export function begin(desk) {
  const form = desk.querySelector("form[data-log]");
  const { text, key } = form.elements;
  const name = PREFIX + desk.dataset.drill;
  const kept = () => JSON.parse(localStorage.getItem(name) ?? '{"typed":"","waiting":[]}');
  const keep = (change) => localStorage.setItem(name, JSON.stringify({ ...kept(), ...change }));
  const tell = (event, detail = {}) => form.dispatchEvent(new CustomEvent(event, { detail }));
  let busy = false;

  function put() {
    if (!text.value.trim()) return;
    const fields = [...new FormData(form)].filter(([one]) => one !== "csrfmiddlewaretoken");
    keep({ typed: "", waiting: [...kept().waiting, Object.fromEntries(fields)] });
    text.value = "";
    const fresh = URL.createObjectURL(new Blob()); // a new key, also where the page came without TLS
    key.value = fresh.slice(-36);
    URL.revokeObjectURL(fresh);
  }

  async function send() {
    for (const line of kept().waiting) {
      tell("htmx:beforeRequest");
      const body = new URLSearchParams({ ...line, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Autosave": "1" } });
      if (!TAKEN.includes(answer.status)) throw new Error(String(answer.status));
      keep({ waiting: kept().waiting.filter((one) => one.key !== line.key) });
    }
  }

  async function look() {
    if (busy) return;
    busy = true;
    try {
      await send();
      const answer = await fetch(desk.dataset.drill);
      if (answer.redirected) return (put(), await send(), location.assign(answer.url));
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of page.querySelectorAll("[data-part]")) {
        const here = desk.querySelector(`[data-part="${part.dataset.part}"]`);
        if (here.textContent !== part.textContent) here.replaceChildren(...part.childNodes);
      }
      tell("htmx:afterRequest", { successful: true });
    } catch {
      tell("htmx:sendError");
    } finally {
      busy = false;
    }
  }

  text.value ||= kept().typed;
  text.addEventListener("input", () => keep({ typed: text.value }));
  form.addEventListener("submit", (event) => (event.preventDefault(), put(), look()));
  setInterval(look, EVERY);
}
