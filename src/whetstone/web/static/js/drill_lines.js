// drill_lines.js - the log of a drill as this device has it: the draft, and the lines that the server has not taken yet.
const PREFIX = "whetstone:drill:";
const TAKEN = [204, 409, 422]; // 409, 422: the server's last word on this line

export function freshKey() {
  const blob = URL.createObjectURL(new Blob()); // a new key, also where the page came without TLS
  URL.revokeObjectURL(blob);
  return blob.slice(-36);
}

export function lines({ name, action, token }) {
  const place = PREFIX + name;
  const read = (text) => ({ typed: "", key: "", kind: "", waiting: [], ...JSON.parse(text ?? "{}") });
  const kept = () => read(localStorage.getItem(place));
  const keep = (change) => localStorage.setItem(place, JSON.stringify({ ...kept(), ...change }));

  /** A line is ready: it waits here until the server has taken it. Its draft is gone, and a new one has a new key. */
  function put({ kind, text, key }) {
    const next = freshKey();
    keep({ typed: "", key: next, waiting: [...kept().waiting, { kind, text, key, at: Date.now() }] });
    return next;
  }

  /** Send what waits, in its order; how many lines that were. The same line twice is one line at the server. */
  async function send() {
    const { waiting } = kept();
    for (const { at, ...line } of waiting) {
      const waited = Math.max(0, Math.round((Date.now() - at) / 1000));
      const body = new URLSearchParams({ ...line, waited, csrfmiddlewaretoken: token });
      const answer = await fetch(action, { method: "POST", body, headers: { "X-Autosave": "1" } });
      if (!TAKEN.includes(answer.status)) throw new Error(String(answer.status));
      keep({ waiting: kept().waiting.filter((one) => one.key !== line.key || one.text !== line.text) });
    }
    return waiting.length;
  }

  /** Another window wrote on: `act` gets what was kept and what is. */
  const watch = (act) =>
    addEventListener("storage", (event) => event.key === place && act(read(event.oldValue), read(event.newValue)));

  return { kept, keep, put, send, watch };
}
