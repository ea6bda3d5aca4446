"use strict";

/* Choosing rows: one, a range with Shift, the page, or all that match the filter.
   What was ticked on other pages of the same list stays ticked. */
{
  const { find, findAll, count, onContent, say } = Parterre;
  let last = null;
  let keepsAll = false;
  const elsewhere = new Set();

  const boxes = () => findAll("[data-check]");
  const chosen = () => findAll("[data-check]:checked");
  const bar = () => find("[data-bulk]");
  const banner = () => find("[data-selectall]");
  const mode = () => find("[data-select-mode]");
  const matching = () => mode()?.value === "matching";
  const number = () => chosen().length + elsewhere.size;

  const allThatMatch = () => {
    const { moreThan, total } = banner().dataset;
    return moreThan ? `${moreThan}+` : count(Number(total));
  };

  const showBanner = (whole) => {
    const note = banner();
    if (!note) return;
    const more = note.dataset.moreThan || Number(note.dataset.total) > boxes().length;
    note.hidden = !(whole && more);
    find("[data-selectall-page]", note).hidden = matching();
    find("[data-selectall-matching]", note).hidden = !matching();
  };

  const showHead = (number) => {
    const head = find("[data-check-all]");
    if (!head) return;
    head.checked = number > 0 && number === boxes().length;
    head.indeterminate = number > 0 && !head.checked;
  };

  const refresh = () => {
    if (!bar()) return;
    const here = chosen().length;
    const whole = here > 0 && here === boxes().length;
    if (mode() && !whole) mode().value = "page";
    find("[data-count]", bar()).textContent = matching() ? allThatMatch() : count(number());
    const field = find("[data-elsewhere]", bar());
    if (field) field.value = [...elsewhere].join();
    bar().hidden = number() === 0;
    showHead(here);
    showBanner(whole);
  };

  const announce = () => {
    const words = number()
      ? find("[data-selected]", bar()).textContent.replace(/\s+/g, " ").trim()
      : Parterre.text("selectedNone");
    say(words);
  };

  const check = (some, state) => some.forEach((box) => (box.checked = state));

  const range = (from, to) => {
    const all = boxes();
    const ends = [all.indexOf(from), all.indexOf(to)].sort((one, two) => one - two);
    return all.slice(ends[0], ends[1] + 1);
  };

  const select = (wanted) => {
    if (mode()) mode().value = wanted;
    if (wanted === "none") {
      check(boxes(), false);
      elsewhere.clear();
    }
  };

  const clear = () => {
    select("none");
    refresh();
    announce();
  };

  document.addEventListener("click", (event) => {
    const { target } = event;
    const box = target.closest("[data-check]");
    if (box) {
      if (event.shiftKey && last?.isConnected) check(range(last, box), box.checked);
      last = box;
    } else if (target.closest("[data-check-all]")) {
      check(boxes(), target.checked);
    } else if (target.closest("[data-select-matching]")) {
      select("matching");
    } else if (target.closest("[data-clear]")) {
      return clear();
    } else {
      return;
    }
    refresh();
    announce();
  });

  const open = () => find("dialog:modal") || find(":popover-open:not(#toasts)");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (!bar() || !number() || open() || Parterre.takesKeys(event.target)) return;
    clear();
  });

  // The server says that something was done to them: HX-Trigger: selection-done
  document.addEventListener("selection-done", () => {
    select("none");
    refresh();
  });

  // Turning a page or sorting keeps what is ticked; another filter is another list.
  const turnsPage = (source) => source.matches(".foot a, .sort, #sort-menu a");

  document.addEventListener("htmx:before:swap", (event) => {
    const { sourceElement, target } = event.detail.ctx;
    if (!mode() || !target || !find("[data-check]", target)) return;
    keepsAll = matching() && turnsPage(sourceElement);
    if (turnsPage(sourceElement)) {
      if (!keepsAll) chosen().forEach((box) => elsewhere.add(box.value));
      check(boxes(), false);
    } else if (sourceElement !== target) {
      select("none");
    }
  });

  // Other rows, another choice: what was meant for all that matched no longer holds.
  onContent((event) => {
    const swapped = event.detail?.ctx?.target;
    if (mode() && swapped && find("[data-check]", swapped)) {
      if (keepsAll) check(boxes(), true);
      mode().value = keepsAll ? "matching" : "page";
      keepsAll = false;
    }
    boxes().forEach((box) => {
      if (elsewhere.delete(box.value)) box.checked = true;
    });
    refresh();
  });

  // The browser restores checkboxes when it comes back to a page.
  addEventListener("pageshow", refresh);
}
