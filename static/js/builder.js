"use strict";

/* The tree of conditions: dragged, moved by keys, and read aloud; the server owns it. */
{
  const { find, findAll, onContent, say } = Parterre;
  const VERBS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "into-above", ArrowLeft: "out" };
  let said = "";

  const idOf = (node) => node.id.slice("node-".length);

  // Where it stands now is written where the form says it.
  const settle = ({ item, from, to, oldIndex, newIndex }) => {
    if (from === to && oldIndex === newIndex) return;
    const spec = find("input[name=n]", item);
    const [id, , kind] = spec.value.split(":");
    spec.value = [id, to.dataset.nodes, kind].join(":");
    const form = item.closest("form");
    form.dataset.dirty = "";
    htmx.trigger(form, "rearranged");
  };

  const sortable = (list) => {
    if (!window.Sortable || Sortable.get(list)) return;
    Sortable.create(list, {
      group: "tree",
      handle: "[data-node-grip]",
      draggable: "[data-node]",
      animation: 160,
      forceFallback: true,
      fallbackTolerance: 3,
      // Past the edge of a group before past the group, or none could be entered.
      invertSwap: true,
      swapThreshold: 0.65,
      emptyInsertThreshold: 12,
      onEnd: settle,
    });
  };

  // The button does it, as it does without scripts.
  const press = (form, what) => {
    const button = find(`button[name=do][value="${what}"]`, form);
    if (button) return form.requestSubmit(button);
    say(find("#tree", form).dataset.atEnd);
  };

  document.addEventListener("keydown", (event) => {
    const grip = event.target.closest?.("[data-node-grip]");
    const verb = grip && VERBS[event.key];
    if (!verb) return;
    event.preventDefault();
    press(grip.form, `${verb}:${idOf(grip.closest("[data-node]"))}`);
  });

  // Enter in a field with a button of its own presses that one.
  document.addEventListener("keydown", (event) => {
    const id = event.key === "Enter" && event.target.dataset?.enter;
    if (!id) return;
    event.preventDefault();
    document.getElementById(id)?.click();
  });

  // Where the work goes on, and what was done, once.
  const follow = () => {
    const note = find("#tree-said");
    if (!note || note.dataset.said === said) return;
    said = note.dataset.said;
    const next = find("#tree [autofocus]");
    if (next) next.focus();
    if (note.textContent) say(note.textContent);
  };

  onContent(() => {
    findAll("[data-nodes]").forEach(sortable);
    follow();
  });
}
