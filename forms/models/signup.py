from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.models import new_public_id
from audiences.models.jobs import private_storage
from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from contacts.models import Contact
from forms.signup.querysets import (
    SignupFormQuerySet,
    SignupQuerySet,
)


def stored_in(form: SignupForm, name: str) -> str:
    return f"logos/{name}"


class SignupForm(AudienceModel):
    """A form by which people come into an audience themselves.

    What it asks and says is its design (`forms.signup.design`). Each design that was
    ever shown is a version, so that evidence can name it. A deleted form stays as a
    tombstone: people say that they came by it.
    """

    # Of all days, by `with_counts()`.
    shown: int
    submitted: int
    confirmed: int

    public_id = models.CharField(max_length=10, default=new_public_id, editable=False)
    name = models.CharField(_("name"), max_length=100)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    design = models.JSONField(_("design"), default=dict, blank=True)
    logo = models.FileField(
        _("logo"), storage=private_storage, upload_to=stored_in, blank=True
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    objects = SignupFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up form")
        verbose_name_plural = _("sign-up forms")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="forms_signupform_key"
            ),
            models.UniqueConstraint(
                fields=["audience", "public_id"],
                name="forms_signupform_public_id_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forms:signupform_update", args=[self.audience_id, self.pk])

    @property
    def token(self) -> str:
        """What its public addresses name it by; it is no secret."""
        return f"{self.audience.public_id}{self.public_id}"

    @property
    def public_url(self) -> str:
        return settings.PUBLIC_URL + reverse("join", args=[self.token])

    @property
    def conversion(self) -> int | None:
        """Of a hundred who saw it, how many signed up; None where nobody saw it."""
        if not self.shown:
            return None
        return min(100, round(100 * self.submitted / self.shown))


class SignupFormVersion(AudienceModel):
    """What a form asked and said, word by word, from one moment on; never changed."""

    pk = models.CompositePrimaryKey("audience_id", "form_id", "number")
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DB_CASCADE,
        related_name="signupformversions",
        db_constraint=False,
        db_index=False,
    )
    form = AudienceKey(SignupForm, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(_("version"))
    design = models.JSONField(_("design"))
    # By language, what the page read.
    wordings = models.JSONField(_("wordings"))
    published_at = models.DateTimeField(_("published"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        verbose_name = _("version of a sign-up form")
        verbose_name_plural = _("versions of sign-up forms")
        constraints = [
            AudienceReference(field="form", name="forms_signupformversion_form"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} · {self.number}"


class Signup(AudienceModel):
    """What somebody filled in, held until they confirm it by mail.

    Once it is confirmed, or was in vain, nothing of what they said is kept here.
    """

    form = AudienceKey(SignupForm, related_name="signups", db_index=False)
    contact = AudienceKey(Contact, related_name="signups", db_index=False)
    version = models.PositiveIntegerField(_("version of the form"))
    at = models.DateTimeField(_("when"))
    ip = models.GenericIPAddressField(_("from"), null=True)
    language = models.CharField(_("language"), max_length=10)
    wording = models.TextField(_("wording"))
    # As `forms.signup.answers.Said` writes it.
    said = models.JSONField(_("said"), default=dict)
    # Whether they were unknown before.
    is_new = models.BooleanField(_("new"), default=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)

    objects = SignupQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [
            AudienceReference(field="form", name="forms_signup_form"),
            AudienceReference(field="contact", name="forms_signup_contact"),
        ]
        indexes = [
            models.Index(fields=["audience", "at", "id"], name="forms_signup_old"),
            models.Index(fields=["audience", "contact", "at"], name="forms_signup_of"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} · {self.contact_id}"


class SignupFormDay(AudienceModel):
    """How often a form was shown, sent and confirmed on a day, in a few rows each."""

    pk = models.CompositePrimaryKey("audience_id", "form_id", "day", "shard")
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DB_CASCADE,
        related_name="signupformdays",
        db_constraint=False,
        db_index=False,
    )
    form = AudienceKey(SignupForm, related_name="days", db_index=False)
    day = models.DateField(_("day"))
    # Who counts at once counts in different rows, and waits for nobody.
    shard = models.SmallIntegerField()
    shown = models.PositiveIntegerField(_("shown"), default=0)
    submitted = models.PositiveIntegerField(_("submitted"), default=0)
    confirmed = models.PositiveIntegerField(_("confirmed"), default=0)

    class Meta:
        verbose_name = _("day of a sign-up form")
        verbose_name_plural = _("days of sign-up forms")
        constraints = [
            AudienceReference(field="form", name="forms_signupformday_form"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} · {self.day}"
