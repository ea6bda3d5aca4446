"use strict";

/* Answers of the server that are no part of the page: errors become toasts. */
{
  const INVALID_FORM = 422;

  const meantForThePage = ({ status, headers }) =>
    status < 400 ||
    status === INVALID_FORM ||
    headers.has("HX-Redirect") ||
    headers.has("HX-Refresh") ||
    headers.has("HX-Retarget");

  document.addEventListener("htmx:before:response", (event) => {
    const { response } = event.detail.ctx;
    if (meantForThePage(response)) return;
    event.preventDefault();
    Parterre.failed(response.status);
  });

  document.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (ctx && !ctx.response) Parterre.toast(Parterre.text("offline"));
  });
}
