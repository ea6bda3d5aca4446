"use strict";

/* Menus and the phone's sidebar are popovers; this adds keys, a filter, a place. */
{
  const { find, findAll, visible } = Parterre;

  const itemsOf = (menu) =>
    findAll("a[href], button, input", menu).filter((item) => visible(item));

  const invokerOf = (popover) => find(`[popovertarget="${popover.id}"]`);

  const step = (menu, by) => {
    const items = itemsOf(menu);
    const from = items.indexOf(document.activeElement);
    const to = from < 0 && by < 0 ? items.length - 1 : from + by;
    items[(to + items.length) % items.length]?.focus();
  };

  const nameOf = (item) =>
    (find(".menu-item-text", item) || item.closest("label") || item)
      .textContent.trim().toLocaleLowerCase();

  const openMenu = () => findAll(".menu:popover-open").pop();

  document.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const menu = openMenu();
    if (!by || !menu) return;
    const near = menu.contains(event.target) || event.target === invokerOf(menu);
    if (!near) return;
    event.preventDefault();
    step(menu, by);
  });

  document.addEventListener("click", (event) => {
    const menu = event.target.closest(".menu-item")?.closest(".menu");
    if (menu?.matches(":popover-open")) menu.hidePopover();
  });

  const typed = (field) => field.value.trim().toLocaleLowerCase();

  const listOf = (field) => document.getElementById(field.dataset?.filter);

  const named = (list, name) => itemsOf(list).find((item) => nameOf(item) === name);

  // What no name in the list says yet can be made, where the list offers that.
  const offerNew = (list, field) => {
    const row = find("[data-filter-new]", list);
    if (!row) return;
    row.hidden = true;
    row.hidden = !typed(field) || Boolean(named(list, typed(field)));
    find("[data-filter-word]", row).textContent = field.value.trim();
  };

  document.addEventListener("input", (event) => {
    const field = event.target;
    const list = listOf(field);
    if (!list) return;
    const rows = [...list.children].filter((row) => !row.matches("[data-filter-new]"));
    rows.forEach((row) => {
      row.hidden = !row.textContent.toLocaleLowerCase().includes(typed(field));
    });
    offerNew(list, field);
    const none = find("[data-filter-none]", list.parentElement);
    if (none) none.hidden = rows.some((row) => !row.hidden);
  });

  // Enter takes what is called just like that, or makes it; it goes to others, but
  // never takes a name that nobody typed.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    const list = listOf(field);
    if (!list || event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    const item = named(list, typed(field)) || find("[data-filter-new]:not([hidden]) button", list);
    if (!item && !itemsOf(list).length) return;
    event.preventDefault();
    item ? item.click() : itemsOf(list)[0].focus();
  });

  // In a menu the arrows do this already.
  document.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const list = listOf(event.target) || event.target.closest?.(".picklist");
    if (!by || !list || list.closest(".menu")) return;
    event.preventDefault();
    const field = find(`[data-filter="${list.id}"]`);
    const up = by < 0 && document.activeElement === itemsOf(list)[0];
    up ? field.focus() : step(list, by);
  });

  // Browsers without anchor positioning get their menus placed by hand.
  const place = (menu) => {
    if (CSS.supports("position-area: block-end")) return;
    const anchor = invokerOf(menu)?.getBoundingClientRect();
    if (!anchor) return;
    menu.dataset.placed = "";
    const right = menu.classList.contains("menu-end")
      ? anchor.right - menu.offsetWidth
      : anchor.left;
    const below = anchor.bottom + menu.offsetHeight + 8 < innerHeight;
    const left = Math.min(Math.max(right, 12), innerWidth - menu.offsetWidth - 12);
    menu.style.left = `${left}px`;
    menu.style.top = `${below ? anchor.bottom : anchor.top - menu.offsetHeight - 8}px`;
  };

  const meets = (one, other) =>
    one.left < other.right && other.left < one.right &&
    one.top < other.bottom && other.top < one.bottom;

  let covered = [];

  const uncover = () => {
    covered.forEach((item) => (item.inert = false));
    covered = [];
  };

  // What lies under a menu is out of sight, so it is out of reach as well; but a head
  // of a column must go on naming it.
  const cover = (menu) => {
    uncover();
    const over = menu.getBoundingClientRect();
    covered = findAll("a[href], button, input, select, textarea").filter(
      (item) =>
        !menu.contains(item) &&
        !item.closest("th") &&
        item !== invokerOf(menu) &&
        meets(over, item.getBoundingClientRect()),
    );
    covered.forEach((item) => (item.inert = true));
  };

  document.addEventListener(
    "toggle",
    (event) => {
      const { target, newState } = event;
      if (target.id === "sidebar" && newState === "open") {
        find("[popovertargetaction=hide]", target).focus();
      }
      if (!target.matches(".menu")) return;
      if (newState === "closed") return uncover();
      place(target);
      cover(target);
    },
    true,
  );

  // A popover that the focus has left would only hide where the focus is.
  document.addEventListener("focusin", ({ target }) => {
    findAll(".menu:popover-open, #sidebar:popover-open")
      .filter((popover) => !popover.contains(target) && target !== invokerOf(popover))
      .forEach((popover) => popover.hidePopover());
  });

  matchMedia("(min-width: 992px)").addEventListener("change", () => {
    const sidebar = find("#sidebar");
    if (sidebar?.matches(":popover-open")) sidebar.hidePopover();
  });
}
