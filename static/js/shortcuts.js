"use strict";

/* Single keys for whoever wants them, never inside a field; "?" shows them all. */
{
  const { find, findAll, takesKeys, text, visible } = Parterre;
  const PATIENCE = 1200;
  let going = 0;

  const off = () => document.body.dataset.shortcuts === "off";

  const bearer = (key) =>
    findAll(`[data-key="${CSS.escape(key)}"]`).find((item) => visible(item));

  const goTo = (key) => find(`[data-go="${CSS.escape(key)}"]`)?.click();

  const search = () => {
    const field = findAll("[data-search]").find((item) => visible(item));
    field?.focus();
    field?.select();
    return field;
  };

  const undo = () => findAll(".btn-undo").filter((item) => visible(item)).pop();

  const added = [];

  /** A key that nothing on the page bears: its label among the texts, what it does
      just now, if anything, and whether this page is one for it. */
  const addKey = (key, label, means, offered) =>
    added.push({ key, label, means, offered });

  const meaning = (key) => added.find((item) => item.key === key)?.means();

  /** What a key does here, or nothing. */
  const action = (key) => {
    if (Date.now() - going < PATIENCE) {
      going = 0;
      return () => goTo(key);
    }
    if (key === "g") return () => (going = Date.now());
    if (key === "/") return search;
    if (key === "?") return openSheet;
    const button = bearer(key) || (key === "z" && undo());
    return button ? () => button.click() : meaning(key);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (off() || event.repeat || takesKeys(event.target)) return;
    if (find("dialog:modal") || event.target.closest(".menu")) return;
    const act = action(event.key.toLowerCase());
    if (!act) return;
    event.preventDefault();
    act(event);
  });

  // The sheet is made of what the page offers, so it cannot tell a lie.
  const nameOf = (item) =>
    item.dataset.keyLabel ||
    item.getAttribute("aria-label") ||
    (find("span:not(.n)", item) || item).textContent.trim();

  const row = (name, keys) => {
    const line = document.createElement("li");
    const label = document.createElement("span");
    const combination = document.createElement("span");
    label.textContent = name;
    keys.forEach((key, place) => {
      const cap = document.createElement("kbd");
      cap.textContent = key.length === 1 ? key.toUpperCase() : key;
      combination.append(place ? ` ${text("then")} ` : "", cap);
    });
    line.append(label, combination);
    return line;
  };

  const fill = (section, rows) => {
    find("ul", section).replaceChildren(...rows);
    section.hidden = off() || rows.length === 0;
  };

  const openSheet = () => {
    const sheet = find("#key-sheet");
    const page = findAll("[data-key]").filter((item) => visible(item));
    const fields = findAll("[data-search]").filter((item) => visible(item));
    fill(find("[data-keys=page]", sheet), [
      ...fields.slice(0, 1).map((item) => row(nameOf(item), ["/"])),
      ...page.map((item) => row(nameOf(item), [item.dataset.key])),
      ...added
        .filter((item) => item.offered())
        .map((item) => row(text(item.label), [item.key])),
    ]);
    fill(
      find("[data-keys=go]", sheet),
      findAll("[data-go]").map((item) => row(nameOf(item), ["g", item.dataset.go])),
    );
    findAll("[data-single]", sheet).forEach((line) => (line.hidden = off()));
    Parterre.openDialog(sheet);
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-key-sheet]")) openSheet();
  });

  Parterre.addKey = addKey;
}
