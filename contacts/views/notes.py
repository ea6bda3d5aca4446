"""What staff notes about a contact."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from django_htmx.http import reswap, trigger_client_event

from accounts import toasts
from accounts.http import render_page, wants_part
from accounts.roles import Right
from accounts.toasts import Toast
from audiences.access import AudienceRequest, audience_scoped
from audiences.models import Audience
from contacts import notes
from contacts.causes import Cause
from contacts.forms.notes import NoteForm
from contacts.models import Note
from contacts.views.profile import find, show

TAB = "contacts/contact_notes.html"
ONE = "contacts/note_form.html"


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def contact_notes(
    request: AudienceRequest, audience: Audience, pk: int
) -> HttpResponse:
    contact = find(audience, pk)
    before = request.GET.get("before", "")[:40]
    page = notes.page_of(contact, before)
    return show(
        *(request, contact, TAB, "contact-notes"),
        tab="contact_notes",
        page=page,
        before=before,
        newest_url=request.path if before else "",
        older_url=f"{request.path}?before={page.older}" if page.older else "",
        form=NoteForm(),
        user=request.user,
        governs=request.membership.may(Right.GOVERN),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def contact_note(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    """A new note."""
    contact = find(audience, pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    tab = reverse("contacts:contact_notes", args=[audience.pk, pk])
    context = {"audience": audience, "contact": contact, "form": form, "note": None}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render_page(request, ONE, context, partial="new-note", status=status)
    cause = Cause(audience, "staff", actor=request.user)
    notes.write(contact, form.cleaned_data["text"], cause)
    if not wants_part(request):
        toasts.show(request, Toast(_("The note is kept.")))
        return redirect(tab)
    context["form"] = NoteForm().focused()
    response = render_page(request, ONE, context, partial="new-note")
    return trigger_client_event(response, "contacts-changed")


@require_safe
@audience_scoped(Right.VIEW_CONTACTS)
def note_detail(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    """The note as it is shown: where a change was given up."""
    note = _find(audience, pk)
    return _shown(request, note) if wants_part(request) else redirect(_tab(note))


@require_http_methods(["GET", "HEAD", "POST"])
@audience_scoped(Right.MANAGE)
def note_update(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    """Authors change what they wrote; nobody puts words into their mouths."""
    note = _find(audience, pk)
    if note.author_id != request.user.pk:
        return _refuse(request, note)
    data = request.POST if request.method == "POST" else None
    form = NoteForm(data, initial={"text": note.text}, prefix=f"note{note.pk}")
    if form.is_valid():
        notes.rewrite(note, form.cleaned_data["text"])
        return _shown(request, note) if wants_part(request) else redirect(_tab(note))
    context: dict[str, Any] = {"audience": audience, "contact": note.contact}
    context["note"] = note
    status = 422 if form.is_bound else 200
    context["form"] = form.focused()
    return render_page(request, ONE, context, partial="note-form", status=status)


@require_POST
@audience_scoped(Right.MANAGE)
def note_delete(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    note = _find(audience, pk)
    governs = request.membership.may(Right.GOVERN)
    if not notes.may_delete(note, request.user, governs=governs):
        return _refuse(request, note)
    notes.delete(note)
    undo = reverse("contacts:note_restore", args=[audience.pk, note.pk])
    return _answer(request, note, Toast(_("The note is deleted."), undo_url=undo))


@require_POST
@audience_scoped(Right.MANAGE)
def note_restore(request: AudienceRequest, audience: Audience, pk: int) -> HttpResponse:
    note = get_object_or_404(audience.notes.select_related("author", "contact"), pk=pk)
    governs = request.membership.may(Right.GOVERN)
    if not notes.may_delete(note, request.user, governs=governs):
        return _refuse(request, note)
    notes.restore(note)
    return _answer(request, note, Toast(_("The note is back.")))


def _find(audience: Audience, pk: int) -> Note:
    there = audience.notes.present().select_related("author", "contact")
    return get_object_or_404(there, pk=pk)


def _tab(note: Note) -> str:
    return reverse("contacts:contact_notes", args=[note.audience_id, note.contact_id])


def _shown(request: AudienceRequest, note: Note) -> HttpResponse:
    context = {
        "audience": request.audience,
        "note": note,
        "may_manage": request.membership.may(Right.MANAGE),
        "governs": request.membership.may(Right.GOVERN),
        "user": request.user,
        "focused": True,
    }
    return render_page(request, ONE, context, partial="shown-note")


def _refuse(request: AudienceRequest, note: Note) -> HttpResponse:
    text = _("Only who wrote a note changes it.")
    return _answer(request, note, Toast(text, "error"))


def _answer(request: AudienceRequest, note: Note, toast: Toast) -> HttpResponse:
    if not wants_part(request):
        toasts.show(request, toast)
        return redirect(_tab(note))
    response = toasts.append(reswap(HttpResponse(), "none"), request, toast)
    return trigger_client_event(response, "contacts-changed")
