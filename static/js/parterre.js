"use strict";

/* What the other scripts share: finding, speaking, translated texts. */
const Parterre = (() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

  const visible = (element) => element.checkVisibility({ visibilityProperty: true });

  /** The translated text of a name, with {places} filled in. */
  const text = (name, places = {}) => {
    const template = find("#texts").dataset[name] || "";
    return template.replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
  };

  let speaking;

  /** Have screen readers say something politely. */
  const say = (words) => {
    const region = find("#live");
    region.textContent = "";
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      region.textContent = words;
    }, 60);
  };

  const KEYLESS = ["checkbox", "radio", "button", "submit", "reset", "file", "range"];

  /** Whether single keys belong to the element: it is a field that takes letters. */
  const takesKeys = (element) =>
    element.isContentEditable ||
    element.matches("textarea, select") ||
    (element.matches("input") && !KEYLESS.includes(element.type));

  /** Run now for the page, and again for whatever htmx puts into it. */
  const onContent = (run) => {
    document.addEventListener("DOMContentLoaded", run);
    document.addEventListener("htmx:after:swap", run);
  };

  const number = new Intl.NumberFormat(document.documentElement.lang || "en");
  const count = (value) => number.format(value);

  return { find, findAll, visible, text, say, takesKeys, onContent, count };
})();
