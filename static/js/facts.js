"use strict";

/* Facts that become their control and back: E opens one, Escape gives the change up. */
{
  const { find } = Parterre;

  const off = () => document.body.dataset.shortcuts === "off";

  const giveUp = (form) => {
    delete form.dataset.dirty;
    find("[data-fact-cancel]", form).click();
  };

  // Before the shortcuts of the page and before the dialog around it.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const fact = event.target.closest("[data-fact]");
      const form = event.target.closest("[data-fact-form]");
      const opens = fact && event.key.toLowerCase() === "e" && !off();
      const closes = form && event.key === "Escape";
      if (!opens && !closes) return;
      event.preventDefault();
      event.stopPropagation();
      if (opens) fact.click();
      else giveUp(form);
    },
    true,
  );
}
