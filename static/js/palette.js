"use strict";

/* The command palette: Ctrl K, type, arrows, Enter. */
{
  const { find, findAll } = Parterre;

  const palette = () => find("#palette");
  const field = () => find("input", palette());
  const options = () => findAll("[role=option]", palette());
  const current = () => find("[aria-selected=true]", palette());

  const open = () => {
    Parterre.openDialog(palette());
    field().value = "";
    htmx.trigger(field(), "palette-open");
  };

  const choose = (option) => {
    options().forEach((item) => {
      item.setAttribute("aria-selected", String(item === option));
    });
    option.scrollIntoView({ block: "nearest" });
    field().setAttribute("aria-activedescendant", option.id);
  };

  const step = (by) => {
    const all = options();
    if (all.length) choose(all[(all.indexOf(current()) + by + all.length) % all.length]);
  };

  const refresh = () => {
    const [first] = options();
    field().setAttribute("aria-expanded", String(Boolean(first)));
    field().removeAttribute("aria-activedescendant");
    if (first) choose(first);
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) open();
  });

  document.addEventListener("keydown", (event) => {
    if (!palette()) return; // before the sign-in there is none
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (!palette().open) open();
      return;
    }
    if (event.target !== field()) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) step(by);
    if (event.key === "Enter") current()?.click();
    if (by || event.key === "Enter") event.preventDefault();
  });

  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx.target?.id === "palette-list") refresh();
  });
}
