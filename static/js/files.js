"use strict";

/* A box that takes a file: says that it may be let go, then names what it holds. */
{
  const { find } = Parterre;
  const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

  const size = (bytes) => {
    const step = bytes ? Math.min(Math.floor(Math.log10(bytes) / 3), 3) : 0;
    const format = new Intl.NumberFormat(document.documentElement.lang || "en", {
      style: "unit",
      unit: UNITS[step],
      unitDisplay: step ? "short" : "long",
      maximumFractionDigits: 1,
    });
    return format.format(bytes / 1000 ** step);
  };

  const over = (event, is) => {
    event.target.closest?.("[data-drop]")?.classList.toggle("over", is);
  };

  document.addEventListener("dragover", (event) => over(event, true));
  document.addEventListener("dragleave", (event) => over(event, false));
  document.addEventListener("drop", (event) => over(event, false));

  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-drop]");
    if (!box || event.target.type !== "file") return;
    const file = event.target.files[0];
    box.classList.toggle("filled", Boolean(file));
    box.classList.remove("is-invalid");
    const line = find("[data-drop-file]", box);
    line.textContent = file ? `${file.name} · ${size(file.size)}` : "";
    if (file && box.hasAttribute("data-autosubmit")) event.target.form.requestSubmit();
  });
}
