"use strict";

// Runs before the first paint, so that a dark page never flashes light.
{
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try {
      return localStorage.getItem("theme") || "system";
    } catch {
      return "system";
    }
  };

  const keep = (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // A browser that keeps nothing still gets the theme for this page.
    }
  };

  const apply = (theme) => {
    const dark = theme === "dark" || (theme === "system" && system.matches);
    root.dataset.bsTheme = dark ? "dark" : "light";
    document.querySelectorAll("[data-theme]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
    });
  };

  apply(chosen());
  system.addEventListener("change", () => apply(chosen()));
  addEventListener("storage", () => apply(chosen()));
  addEventListener("DOMContentLoaded", () => apply(chosen()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme]");
    if (!button) return;
    keep(button.dataset.theme);
    apply(button.dataset.theme);
  });
}
