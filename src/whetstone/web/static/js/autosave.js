// autosave.js - keeps what is written a moment after the last key. What the server has not taken yet stays on this device.
const PAUSE = 1200;
const PREFIX = "whetstone:work:";

export function begin(form) {
  const key = `${PREFIX}${document.body.dataset.keeper ?? ""}:${form.dataset.autosave}`; // one device, several people
  const boxes = [...form.elements].filter((one) => one.tagName === "TEXTAREA");
  const tell = (name, detail = {}) => form.dispatchEvent(new CustomEvent(name, { detail }));
  const texts = () => Object.fromEntries(boxes.map((box) => [box.name, box.value]));
  let base = Object.fromEntries(boxes.map((box) => [box.name, box.defaultValue]));
  let [timer, sending] = [0, false];

  const keep = () => localStorage.setItem(key, JSON.stringify({ base, now: texts() }));

  async function send() {
    clearTimeout(timer);
    if (sending) return later();
    const sent = texts();
    sending = true;
    tell("htmx:beforeRequest");
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Autosave": "1" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      base = sent;
      if (boxes.every((box) => box.value === sent[box.name])) localStorage.removeItem(key);
      tell("htmx:afterRequest", { successful: true });
    } catch {
      tell("htmx:sendError");
      later(10 * PAUSE);
    } finally {
      sending = false;
    }
  }

  function later(pause = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  }

  function bringBack() {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    const lost = boxes.filter((box) => kept && ![undefined, "", box.value].includes(kept.now[box.name]));
    for (const box of lost) {
      const mine = kept.now[box.name]; // saved elsewhere meanwhile: both stay
      box.value = kept.base[box.name] === box.value ? mine : `${box.value}\n\n${mine}`;
    }
    if (lost.length) later();
    else localStorage.removeItem(key);
  }

  // Heard by the document: the boxes of a lesson stand outside their form. A choice beside the boxes counts as well.
  document.addEventListener("input", ({ target }) => target.form === form && (keep(), later()));
  addEventListener("online", () => localStorage.getItem(key) && send());
  // Somebody who is quick has typed before this stood. A browser that goes back fills in old text: that is no typing.
  const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const early = !isBack && boxes.some((box) => box.value !== box.defaultValue);
  bringBack();
  if (early) (keep(), later());
}
