"use strict";

/* A link that htmx follows can still be opened in a tab or window of its own. */
document.addEventListener(
  "click",
  (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (elsewhere && event.target.closest("a[href][hx-get]")) event.stopPropagation();
  },
  true,
);
