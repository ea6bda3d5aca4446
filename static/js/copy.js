"use strict";

/* Buttons that copy: data-copy holds the text, or names nothing and the code beside it does. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const beside = button.parentElement.querySelector("code");
  await navigator.clipboard.writeText(button.dataset.copy || beside.textContent);
  button.classList.add("copied");
  Parterre.say(Parterre.text("copied"));
  setTimeout(() => button.classList.remove("copied"), 1600);
});
