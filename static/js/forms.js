"use strict";

/* Forms: sent once, first error in focus, Ctrl+Enter, a word before work is lost. */
{
  const { find, findAll, onContent, text, visible } = Parterre;

  const submitOf = (form) =>
    find(".btn-primary:not([type=button]), .formbar .btn-danger", form) ||
    find("button:not([type=button]), input[type=submit]", form);

  const busy = (button) => {
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
  };

  const ready = (button) => {
    button.disabled = false;
    button.removeAttribute("aria-busy");
    if (document.activeElement === document.body) button.focus();
  };

  const writes = (form) => form.method === "post" && !form.hasAttribute("data-stay");

  // A form that htmx sends has been stopped before the event arrives here.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    clean(form);
    if (event.defaultPrevented || !writes(form)) return;
    const button = event.submitter || submitOf(form);
    // The button must still be alive when the browser gathers the values.
    if (button) setTimeout(() => busy(button));
  });

  addEventListener("pageshow", (event) => {
    if (event.persisted) findAll("[aria-busy=true]:disabled").forEach(ready);
  });

  document.addEventListener("htmx:before:request", (event) => {
    const { submitter } = event.detail.ctx.request;
    if (submitter) busy(submitter);
  });

  document.addEventListener("htmx:finally:request", (event) => {
    const { request, response, sourceElement } = event.detail.ctx;
    if (request.submitter?.isConnected) ready(request.submitter);
    if (response?.status < 400 && sourceElement.matches("form[data-reset]")) sourceElement.reset();
  });

  // What was typed before htmx listened is heard now.
  const hear = () =>
    findAll("[data-search]")
      .filter((field) => field.value !== field.defaultValue)
      .forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true })));

  document.addEventListener("htmx:after:process", hear, { once: true });

  // The form one is in; outside of any, the only one here that names these keys.
  const sentFrom = (place) => {
    const form = place.form || place.closest("form");
    if (form && form.method !== "dialog") return submitOf(form);
    const here = place.closest("dialog") || find("main");
    const named = findAll("[aria-keyshortcuts='Control+Enter']", here).filter(visible);
    return named.length === 1 ? named[0] : null;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const button = sentFrom(event.target);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.form.requestSubmit(button);
  });

  const soil = (form) => {
    form.dataset.dirty = "";
    findAll("[data-dirty-text]", form).forEach((note) => (note.hidden = false));
  };

  const clean = (form) => {
    delete form.dataset.dirty;
    findAll("[data-dirty-text]", form).forEach((note) => (note.hidden = true));
  };

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-guard]")) soil(form);
  });

  addEventListener("beforeunload", (event) => {
    if (find("form[data-dirty]")) event.preventDefault();
  });

  // Links that htmx follows leave a form behind without unloading the page.
  document.addEventListener("htmx:confirm", (event) => {
    const { ctx } = event.detail;
    // A form that a morph leaves alone loses nothing.
    const form = findAll("main form[data-dirty]").find(
      (item) => !item.closest("[hx-morph-skip]"),
    );
    const swapsPage = ctx.target?.contains?.(form);
    if (!form || !swapsPage || form.contains(ctx.sourceElement)) return;
    if (!confirm(text("leave"))) event.preventDefault();
  });

  const showFirstError = () => {
    const field = findAll(".is-invalid").find((item) => visible(item));
    if (!field) return;
    const form = field.closest("form");
    if (form?.matches("[data-guard]")) soil(form);
    if (field.contains(document.activeElement)) return;
    const target = field.matches("input, select, textarea")
      ? field
      : find("input, select, textarea", field);
    target?.focus();
    target?.scrollIntoView({ block: "center" });
  };

  onContent((event) => {
    const swapped = event.detail?.ctx;
    if (!swapped || swapped.response?.status === 422) showFirstError();
  });

  // What cannot be undone waits until the name has been typed.
  const weigh = (field) => {
    const button = submitOf(field.form);
    if (button) button.disabled = field.value.trim() !== field.dataset.confirmPhrase;
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-confirm-phrase]")) weigh(event.target);
  });
  onContent(() => findAll("[data-confirm-phrase]").forEach(weigh));
}
