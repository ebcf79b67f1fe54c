// order.js - puts rows in order by buttons, arrow keys or finger; the number selects stay the truth that is sent.
export function begin(order) {
  const list = order.querySelector("ol");
  const say = order.querySelector("[data-order-say]");
  const rows = () => [...list.children];
  const figure = (count) => count.toLocaleString(document.documentElement.lang);

  const number = () => {
    rows().forEach((row, index, all) => {
      row.querySelector("select").value = String(index + 1);
      row.querySelector(".order__n").textContent = figure(index + 1);
      row.querySelector("[data-go='-1']").disabled = index === 0;
      row.querySelector("[data-go='1']").disabled = index === all.length - 1;
    });
  };

  const move = (row, step) => {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    number();
    const text = row.querySelector(".order__text").textContent;
    say.textContent = `${text}: ${order.dataset.moved} ${figure(rows().indexOf(row) + 1)}`;
    order.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const key = (row, step, label, sign) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "order__key";
    button.dataset.go = String(step);
    button.textContent = sign;
    button.setAttribute("aria-label", `${label}: ${row.querySelector(".order__text").textContent}`);
    button.addEventListener("click", () => {
      move(row, step);
      (button.disabled ? row.querySelector(".order__key:enabled") : button)?.focus();
    });
    return button;
  };

  for (const row of rows()) {
    const place = document.createElement("span");
    place.className = "order__n";
    row.prepend(place);
    row.querySelector("select").hidden = true;
    row.querySelector("[data-order-keys]").append(key(row, -1, order.dataset.up, "↑"), key(row, 1, order.dataset.down, "↓"));
    row.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      move(row, step);
      row.querySelector(".order__key:enabled")?.focus();
    });
  }
  number();
}
