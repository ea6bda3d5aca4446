"use strict";

/* From row to row of a table by J and K; X chooses the row one is at. */
{
  const { find, findAll, visible, addKey } = Parterre;

  const LINK = "main .tbl .c-main a";

  const links = () => findAll(LINK).filter(visible);

  const row = () => document.activeElement.closest("main .tbl tbody tr");

  const step = (by) => {
    const all = links();
    const here = row();
    const from = here ? all.findIndex((link) => here.contains(link)) : -1;
    const to = from < 0 && by < 0 ? all.length - 1 : from + by;
    all[Math.min(Math.max(to, 0), all.length - 1)].focus();
  };

  const goes = (by) => () => find(LINK) && (() => step(by));

  // Like a press on the box: with Shift, all from the last one to here.
  const choose = (box, { shiftKey }) =>
    box.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));

  const chooses = () => {
    const here = row();
    const box = here && find("[data-check]", here);
    return box && ((event) => choose(box, event));
  };

  addKey("j", "nextRow", goes(1), () => find(LINK));
  addKey("k", "previousRow", goes(-1), () => find(LINK));
  addKey("x", "chooseRow", chooses, () => find("main .tbl [data-check]"));
}
