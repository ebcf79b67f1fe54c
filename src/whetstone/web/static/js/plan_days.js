// plan_days.js - a planned post moves to another day by dragging, or by Shift and an arrow key; a plain form is sent.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function shifted(day, step) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + step);
  return date.toISOString().slice(0, 10);
}

export function begin(root) {
  const form = root.querySelector("[data-plan-move]");
  if (!form) return;
  const say = root.querySelector("[data-plan-say]");
  let dragged = null;
  let isSent = false;

  const move = (post, day) => {
    if (isSent || post.closest("[data-on]")?.dataset.on === day) return;
    isSent = true;
    say.textContent = `${root.dataset.moved} ${day}`;
    form.action = post.dataset.move;
    form.elements.on.value = day;
    form.submit();
  };

  for (const post of root.querySelectorAll("[data-move]")) {
    post.addEventListener("dragstart", (event) => {
      dragged = post;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", post.id);
    });
    post.addEventListener("keydown", (event) => {
      const day = post.closest("[data-on]")?.dataset.on;
      if (!event.shiftKey || !STEPS[event.key] || !day) return;
      event.preventDefault();
      move(post, shifted(day, STEPS[event.key]));
    });
  }

  for (const cell of root.querySelectorAll("[data-on]")) {
    cell.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      cell.dataset.over = "yes";
    });
    cell.addEventListener("dragleave", () => delete cell.dataset.over);
    cell.addEventListener("drop", (event) => {
      event.preventDefault();
      if (dragged) move(dragged, cell.dataset.on);
    });
  }

  if (location.hash.startsWith("#post-")) document.getElementById(location.hash.slice(1))?.focus();
}
