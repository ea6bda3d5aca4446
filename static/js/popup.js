"use strict";

/*
 * A sign-up form over a page of another site. One tag brings it:
 *   <script async src=".../js/popup.js" data-form="https://.../join/<form>/frame"
 *     data-title="News" data-close="Close" data-delay="5" data-scroll="50"
 *     data-exit="yes" data-once="yes"></script>
 * Styles of the site do not reach into it, nor its own into the site: it lies in a
 * shadow, and what is typed in a frame of ours. No style or script is written into the page, so that strict sites
 * need allow no more than the two addresses.
 */
(() => {
  const tag = document.currentScript;
  if (!tag || !tag.dataset.form) return;
  const { form, title = "", close = "Close", delay, scroll, exit, once } = tag.dataset;
  if (!/^https?:\/\//.test(form)) return;
  const KEY = `parterre-popup:${form.split("?")[0]}`;
  let isShown = false;

  const seen = () => {
    try {
      return Boolean(once && localStorage.getItem(KEY));
    } catch {
      return false; // a browser that keeps nothing shows it anew
    }
  };

  const remember = () => {
    try {
      if (once) localStorage.setItem(KEY, String(Date.now()));
    } catch {
      // As above.
    }
  };

  const STYLE = `
    dialog { box-sizing: border-box; width: min(480px, calc(100vw - 24px));
      max-width: none; height: min(640px, calc(100dvh - 24px)); max-height: none;
      padding: 0; border: 0; border-radius: 14px; overflow: hidden; background: #fff;
      box-shadow: 0 12px 48px rgb(0 0 0 / 0.3); }
    dialog::backdrop { background: rgb(0 0 0 / 0.5); }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    button { position: absolute; inset-block-start: 8px; inset-inline-end: 8px;
      z-index: 1; width: 36px; height: 36px; padding: 0; border: 0;
      border-radius: 50%; background: rgb(255 255 255 / 0.92); color: #201f1c;
      font: 22px/36px system-ui, sans-serif; cursor: pointer; }
    button:focus-visible { outline: 3px solid #5544cf; }
  `;

  const build = () => {
    const host = document.createElement("div");
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    const dialog = document.createElement("dialog");
    if (title) dialog.setAttribute("aria-label", title);
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", close);
    button.textContent = "×";
    button.addEventListener("click", () => dialog.close());
    const frame = document.createElement("iframe");
    frame.src = form;
    frame.title = title || close;
    frame.referrerPolicy = "no-referrer";
    dialog.append(button, frame);
    dialog.addEventListener("close", () => host.remove());
    // A press beside it closes it as well.
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    shadow.append(dialog);
    document.body.append(host);
    return dialog;
  };

  const show = () => {
    if (isShown || seen()) return;
    isShown = true;
    stop();
    remember();
    build().showModal();
  };

  const onScroll = () => {
    const root = document.documentElement;
    const room = root.scrollHeight - innerHeight;
    if (room > 0 && (scrollY / room) * 100 >= Number(scroll)) show();
  };

  const onLeave = (event) => {
    if (!event.relatedTarget && event.clientY <= 0) show();
  };

  const stop = () => {
    removeEventListener("scroll", onScroll);
    document.removeEventListener("mouseout", onLeave);
  };

  const begin = () => {
    if (seen()) return;
    if (scroll) addEventListener("scroll", onScroll, { passive: true });
    if (exit) document.addEventListener("mouseout", onLeave);
    if (Number(delay) > 0 || (!scroll && !exit)) {
      setTimeout(show, Number(delay || 0) * 1000);
    }
  };

  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
