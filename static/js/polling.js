"use strict";

/* What asks again and again, by data-poll, rests while nobody looks at the page. */
{
  document.addEventListener("htmx:before:request", (event) => {
    const { sourceElement, sourceEvent } = event.detail.ctx;
    const byClock = sourceEvent?.type === "every";
    const polls = sourceElement?.matches?.("[data-poll]");
    if (document.hidden && byClock && polls) event.preventDefault();
  });
}
