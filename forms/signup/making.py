"""Forms are made, changed, put away and deleted; every design is a version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import AuditEntry
from contacts.models import Source
from forms.models import SignupForm, SignupFormVersion
from forms.signup.design import Design, house_language
from forms.signup.wording import wording_of

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience
    from forms.signup.querysets import SignupFormQuerySet

MOST = 200  # of an audience: they stand on one page


def has_room(audience: Audience) -> bool:
    return audience.signupforms.present().count() < MOST


@transaction.atomic
def make(
    audience: Audience,
    name: str,
    design: Design,
    *,
    actor: User | None,
    ip: str | None = None,
) -> SignupForm:
    form = SignupForm.objects.create(audience=audience, name=name)
    source_of(form)
    publish(form, design, actor=actor)
    _record("made", form, actor, ip)
    return form


@transaction.atomic
def publish(form: SignupForm, design: Design, *, actor: User | None) -> bool:
    """Show this design from now on, as another version; False where it is shown."""
    rows = _rows(form).present().select_for_update(of=("self",))
    held = rows.values_list("version", "design").first()
    if held is None:
        return False
    version, shown = held
    data = design.data()
    if version and shown == data:
        return False
    SignupFormVersion.objects.create(
        audience=form.audience,
        form=form,
        number=version + 1,
        design=data,
        wordings=_wordings(form, design),
        published_at=timezone.now(),
        actor=actor,
    )
    _rows(form).update(version=version + 1, design=data)
    form.version, form.design = version + 1, data
    return True


@transaction.atomic
def rename(form: SignupForm, name: str) -> None:
    """Whoever came by it keeps it as their source by any name."""
    _rows(form).present().update(name=name)
    form.name = name
    sources = form.audience.sources.filter(kind=Source.Kind.FORM, object_id=form.pk)
    sources.update(label=name)


def set_logo(form: SignupForm, file: File[bytes] | None) -> None:
    """Store the picture in place of the one before, or have none."""
    before = form.logo.name
    if file is None:
        form.logo = ""
    else:
        form.logo.save(str(file.name), file, save=False)
    _rows(form).update(logo=form.logo.name or "")
    if before and before != form.logo.name:
        storage = form.logo.storage
        transaction.on_commit(lambda: storage.delete(before))


def archive(form: SignupForm, *, actor: User | None, ip: str | None = None) -> bool:
    """Let nobody sign up by it; False where it is so."""
    if not _rows(form).open().update(archived_at=timezone.now()):
        return False
    _record("archived", form, actor, ip)
    return True


def unarchive(form: SignupForm, *, actor: User | None, ip: str | None = None) -> bool:
    if not _rows(form).archived().update(archived_at=None):
        return False
    _record("unarchived", form, actor, ip)
    return True


@transaction.atomic
def delete(form: SignupForm, *, actor: User | None, ip: str | None = None) -> bool:
    """Make it a tombstone; what waits for a confirmation can be confirmed still."""
    if not _rows(form).present().update(deleted_at=timezone.now()):
        return False
    _record("deleted", form, actor, ip)
    return True


def source_of(form: SignupForm) -> Source:
    """What people have as their source who come by the form."""
    source, _created = form.audience.sources.get_or_create(
        kind=Source.Kind.FORM, object_id=form.pk, defaults={"label": form.name}
    )
    return source


def _wordings(form: SignupForm, design: Design) -> dict[str, str]:
    """What the page reads in each language of the audience."""
    said = {}
    for code in form.audience.spoken:
        with translation.override(house_language(code)):
            said[code] = wording_of(form.audience, design, code)
    return said


def _rows(form: SignupForm) -> SignupFormQuerySet:
    rows: SignupFormQuerySet = form.audience.signupforms.filter(pk=form.pk)
    return rows


def _record(verb: str, form: SignupForm, actor: User | None, ip: str | None) -> None:
    details: dict[str, Any] = {"audience": form.audience_id, "form": form.pk}
    account, what = form.audience.account, f"form.{verb}"
    AuditEntry.objects.record(account, what, form.name, actor=actor, ip=ip, **details)
