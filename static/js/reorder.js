"use strict";

/* Lists in an order of one's own: dragged, moved by arrow keys, or by a press. */
{
  const { find, findAll, onContent, say, text } = Parterre;
  const PAUSE = 500;
  let waiting;
  let unsaved = null; // the form whose order the server has not got, as far as is known

  // Other forms are sent when whoever fills them in says so.
  const savesItself = (form) => form.getAttribute("hx-trigger") === "reordered";

  const send = (form) => {
    clearTimeout(waiting);
    waiting = undefined;
    htmx.trigger(form, "reordered");
  };

  const sendSoon = (list, pause = PAUSE) => {
    const form = list.closest("form");
    if (!savesItself(form)) {
      htmx.trigger(form, "arranged");
      return;
    }
    unsaved = form;
    clearTimeout(waiting);
    waiting = setTimeout(() => send(form), pause);
  };

  document.addEventListener("htmx:finally:request", (event) => {
    if (event.detail.ctx.sourceElement === unsaved && !waiting) unsaved = null;
  });

  // The whole order, so that it may come a second time.
  addEventListener("pagehide", () => {
    clearTimeout(waiting);
    if (!unsaved) return;
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
    const body = new FormData(unsaved);
    fetch(unsaved.action, { method: "POST", body, headers, keepalive: true });
    unsaved = null;
  });

  const mark = (row) => {
    row.classList.add("moved");
    setTimeout(() => row.classList.remove("moved"), 900);
  };

  const announce = (row) => {
    const rows = [...row.parentElement.children];
    const name = row.dataset.name || find("a", row).textContent.trim();
    const position = rows.indexOf(row) + 1;
    say(text("position", { name, position, total: rows.length }));
  };

  const shift = (row, by) => {
    const neighbor = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (neighbor) by < 0 ? neighbor.before(row) : neighbor.after(row);
    find("[data-grip]", row).focus();
    announce(row);
    mark(row);
    if (neighbor) sendSoon(row.parentElement);
  };

  const dropped = ({ item, oldIndex, newIndex }) => {
    if (oldIndex === newIndex) return;
    announce(item);
    mark(item);
    sendSoon(item.parentElement, 0);
  };

  onContent(() => {
    findAll("[data-sortable]").forEach((list) => {
      if (!window.Sortable || Sortable.get(list)) return;
      Sortable.create(list, {
        handle: "[data-grip]",
        animation: 160,
        forceFallback: true,
        fallbackTolerance: 3,
        onEnd: dropped,
      });
    });
  });

  document.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const grip = event.target.closest?.("[data-grip]");
    if (!grip || !by) return;
    event.preventDefault();
    shift(grip.closest("[data-sortable] > *"), by);
  });

  // Without scripts these buttons submit the form and the server moves the row.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    shift(button.closest("[data-sortable] > *"), Number(button.dataset.move));
  });
}
