"use strict";

/* Choosing rows: one, a range with Shift, the page, or all that match the filter. */
{
  const { find, findAll, count, onContent, say } = Parterre;
  let last = null;

  const boxes = () => findAll("[data-check]");
  const chosen = () => findAll("[data-check]:checked");
  const bar = () => find("[data-bulk]");
  const banner = () => find("[data-selectall]");
  const mode = () => find("[data-select-mode]");
  const matching = () => mode()?.value === "matching";

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
    const number = chosen().length;
    const whole = number > 0 && number === boxes().length;
    if (mode() && !whole) mode().value = "page";
    find("[data-count]", bar()).textContent = matching() ? allThatMatch() : count(number);
    bar().hidden = number === 0;
    showHead(number);
    showBanner(whole);
  };

  const announce = () => {
    const words = chosen().length
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
    if (wanted === "none") check(boxes(), false);
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
      select("none");
    } else {
      return;
    }
    refresh();
    announce();
  });

  // Other rows, another choice: what was meant for all that matched no longer holds.
  onContent((event) => {
    const swapped = event.detail?.ctx?.target;
    if (mode() && swapped && find("[data-check]", swapped)) mode().value = "page";
    refresh();
  });

  // The browser restores checkboxes when it comes back to a page.
  addEventListener("pageshow", refresh);
}
