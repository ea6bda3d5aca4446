"use strict";

/* Toasts leave after a while, wait for whoever reads them, and lie above all dialogs. */
{
  const { find, findAll, say, text } = Parterre;
  const STAY = 8000;
  const STAY_WITH_ERROR = 16000;
  const ROOM = 3;
  const clocks = new WeakMap();

  const box = () => find("#toasts");

  const stay = (toast) =>
    toast.classList.contains("error") ? STAY_WITH_ERROR : STAY;

  const start = (toast) => {
    stop(toast);
    clocks.set(toast, setTimeout(() => toast.remove(), stay(toast)));
  };

  const stop = (toast) => clearTimeout(clocks.get(toast));

  const held = () => {
    const toasts = box();
    const read = toasts.matches(":hover") || toasts.contains(document.activeElement);
    return read || document.hidden;
  };

  const tend = () => {
    findAll("[data-toast]", box()).forEach(held() ? stop : start);
  };

  /** Lay the toasts over a dialog that is open, and into it: beside it none is reached. */
  const raise = () => {
    const toasts = box();
    const place = findAll("dialog:modal").pop() || document.body;
    if (toasts.parentElement !== place) place.append(toasts);
    if (toasts.matches(":popover-open")) toasts.hidePopover();
    if (toasts.childElementCount) toasts.showPopover();
  };

  const show = (words, level = "error") => {
    const shown = findAll(".toastx-text", box()).map((item) => item.textContent);
    if (!words || shown.includes(words)) return;
    const toast = find("#toast-template").content.cloneNode(true);
    find(".toastx-text", toast).textContent = words;
    find("[data-toast]", toast).classList.add(level);
    box().append(toast);
  };

  const failed = (status) => {
    const known = text(`error-${status}`);
    show(known || text(status >= 500 ? "error-500" : "error-400"));
  };

  document.addEventListener("DOMContentLoaded", () => {
    const toasts = box();
    new MutationObserver(() => {
      findAll("[data-toast]", toasts).slice(0, -ROOM).forEach((old) => old.remove());
      raise();
      tend();
    }).observe(toasts, { childList: true });
    for (const name of ["pointerenter", "pointerleave", "focusin", "focusout"]) {
      toasts.addEventListener(name, () => setTimeout(tend));
    }
    document.addEventListener("visibilitychange", tend);
    if (!toasts.childElementCount) return;
    raise();
    tend();
    // What stands in the page from the start is not announced by itself.
    say(findAll(".toastx-text", toasts).map((item) => item.textContent).join(" "));
  });

  document.addEventListener("click", (event) => {
    event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
  });

  // The toast stays in the page, unseen, until its undo has been answered.
  document.addEventListener("htmx:before:request", (event) => {
    const toast = event.detail.ctx.sourceElement.closest("[data-toast]");
    if (toast) toast.hidden = true;
  });
  document.addEventListener("htmx:finally:request", (event) => {
    event.detail.ctx.sourceElement.closest("[data-toast]")?.remove();
  });

  Object.assign(Parterre, { toast: show, raiseToasts: raise, failed });
}
