// unsent.js - an answer is kept on this device first, then sent, and sent again until the server has taken it.
// The form names itself by data-keep; the server must accept the same answer twice without counting it twice.
import { drop, isSettled, put, send, waiting } from "./unsent_box.js";

const EVERY = 10_000;
let [busy, again, timer] = [false, false, 0];
const formOf = (name) => document.querySelector(`form[data-keep="${CSS.escape(name)}"]`);

function say(name, status) {
  const sign = formOf(name)?.querySelector("[data-kept]");
  if (!sign) return;
  sign.textContent = status === 401 ? sign.dataset.signedOut : sign.dataset.waiting;
  sign.className = "status status--doubtful";
}

/** What the server says takes the place of the question; elsewhere the page it leads to is opened. */
async function show(name, answer) {
  const form = formOf(name);
  if (!form) return;
  const part = form.closest("[data-answered]");
  const page = part && new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page?.getElementById(part.id);
  const isElsewhere = answer.redirected && new URL(answer.url).pathname !== location.pathname;
  if (!fresh) return isElsewhere ? location.assign(answer.url) : location.reload();
  part.replaceWith(fresh);
  fresh.dispatchEvent(new Event("htmx:load", { bubbles: true }));
  fresh.tabIndex = -1;
  fresh.focus({ preventScroll: true });
}

async function deliver(name) {
  try {
    const answer = await send(name);
    if (isSettled(answer.status)) await show(name, answer);
    else say(name, answer.status);
  } catch {
    say(name);
  }
}

export async function sendAll() {
  clearTimeout(timer);
  if (busy) return void (again = true);
  [busy, again] = [true, false];
  for (const name of waiting()) await deliver(name);
  busy = false;
  if (again) return sendAll();
  if (waiting().length) timer = setTimeout(sendAll, EVERY);
}

export function begin(form) {
  form.addEventListener("submit", (event) => {
    if ("keepOffline" in form.dataset && navigator.onLine) return;
    put(form, event.submitter);
    if (!form.hasAttribute("hx-post")) (event.preventDefault(), sendAll());
  });
  form.addEventListener("htmx:beforeOnLoad", (event) => isSettled(event.detail.xhr.status) && drop(form.dataset.keep));
  form.addEventListener("htmx:sendError", sendAll);
  form.addEventListener("htmx:responseError", sendAll);
}
