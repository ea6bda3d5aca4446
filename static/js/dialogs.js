"use strict";

/* Dialogs and side panels: fetched into #panel-root, opened, closed, focus given back. */
{
  const { find, findAll, onContent, text } = Parterre;
  const openers = new WeakMap();

  const dirty = (dialog) => find("form[data-dirty]", dialog) !== null;

  const mayClose = (dialog) => !dirty(dialog) || confirm(text("leave"));

  const close = (dialog) => {
    if (mayClose(dialog)) dialog.close();
  };

  const giveFocusBack = (dialog) => {
    const opener = openers.get(dialog);
    if (opener?.isConnected) return opener.focus();
    const successor = opener?.id && document.getElementById(opener.id);
    (successor || find("#main")).focus();
  };

  const open = (dialog, opener = document.activeElement) => {
    if (dialog.open) return;
    openers.set(dialog, opener);
    dialog.showModal();
    const first = "[data-start], [autofocus], .is-invalid, .form-control, .form-select";
    find(first, dialog)?.focus();
    Parterre.raiseToasts();
  };

  const outside = (dialog, { clientX, clientY }) => {
    const box = dialog.getBoundingClientRect();
    const inside =
      clientX >= box.left && clientX <= box.right &&
      clientY >= box.top && clientY <= box.bottom;
    return !inside;
  };

  onContent(() => findAll("dialog[data-autoopen]").forEach((dialog) => open(dialog)));

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) open(document.getElementById(opener.dataset.open), opener);
    const closer = event.target.closest("[data-close]");
    if (closer) close(closer.closest("dialog"));
    // A press on the backdrop arrives at the dialog itself; Enter has no place.
    const backdrop = event.target.matches("dialog[open]") && event.detail > 0;
    if (backdrop && outside(event.target, event)) close(event.target);
  });

  document.addEventListener(
    "cancel",
    (event) => {
      if (event.target.matches("dialog") && !mayClose(event.target)) {
        event.preventDefault();
      }
    },
    true,
  );

  document.addEventListener(
    "close",
    (event) => {
      const dialog = event.target;
      if (!dialog.matches("dialog")) return;
      Parterre.raiseToasts();
      if (dialog.hasAttribute("data-autoopen")) dialog.remove();
      giveFocusBack(dialog);
    },
    true,
  );

  // The server says that the work is done: HX-Trigger: dialog-close
  document.addEventListener("dialog-close", (event) => {
    const around = event.target.closest?.("dialog[open]");
    const done = around ? [around] : findAll("dialog[open]");
    done.forEach((dialog) => dialog.close());
  });

  Parterre.openDialog = open;
}
