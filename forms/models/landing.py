from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.models import new_public_id
from audiences.models.jobs import private_storage
from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from contacts.models import Contact
from forms.landing.querysets import LandingPageDayQuerySet, LandingPageQuerySet


def kept_in(picture: LandingPicture, name: str) -> str:
    return f"pictures/{name}"


class LandingPage(AudienceModel):
    """A page of an audience that anybody can open.

    Staff changes its draft; what is shown is a copy of the draft, made when it was
    published. Both are written and read by `forms.landing.content`.
    """

    # Of all days, by `with_counts()`.
    views: int
    persons: int
    signups: int

    title = models.CharField(_("title"), max_length=100)
    slug = models.CharField(_("address"), max_length=80)
    draft = models.JSONField(_("draft"), default=dict)
    # None where nothing is shown.
    published = models.JSONField(_("published"), null=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)

    objects = LandingPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("landing page")
        verbose_name_plural = _("landing pages")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="forms_landingpage_key"
            ),
            models.UniqueConstraint(
                fields=["audience", "slug"], name="forms_landingpage_slug_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forms:landingpage_update", args=[self.audience_id, self.pk])

    @property
    def public_path(self) -> str:
        return reverse("landing", args=[self.audience.public_id, self.slug])

    @property
    def public_url(self) -> str:
        return settings.PUBLIC_URL + self.public_path

    @property
    def is_live(self) -> bool:
        return self.published is not None and self.archived_at is None

    @property
    def is_changed(self) -> bool:
        """Whether the draft says something else than what is shown."""
        shown: Any = self.published
        return shown is not None and shown != self.draft

    @property
    def conversion(self) -> int | None:
        """Of a hundred views, how many signed up; None where nobody saw it."""
        return min(100, round(100 * self.signups / self.views)) if self.views else None


class LandingSlug(AudienceModel):
    """An address that a page had before: it leads on, until another page takes it."""

    pk = models.CompositePrimaryKey("audience_id", "slug")
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DB_CASCADE,
        related_name="landingslugs",
        db_constraint=False,
        db_index=False,
    )
    page = AudienceKey(LandingPage, related_name="past_slugs", db_index=False)
    slug = models.CharField(_("address"), max_length=80)

    class Meta:
        verbose_name = _("former address of a landing page")
        verbose_name_plural = _("former addresses of landing pages")
        constraints = [AudienceReference(field="page", name="forms_landingslug_page")]
        indexes = [
            models.Index(fields=["audience", "page"], name="forms_landingslug_of")
        ]

    def __str__(self) -> str:
        return self.slug


class LandingPicture(AudienceModel):
    """A picture of a page, under a name that nobody can guess."""

    page = AudienceKey(LandingPage, related_name="pictures", db_index=False)
    name = models.CharField(_("name"), max_length=40)
    file = models.FileField(storage=private_storage, upload_to=kept_in)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture of a landing page")
        verbose_name_plural = _("pictures of landing pages")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "page", "name"], name="forms_landingpicture_name"
            ),
            AudienceReference(field="page", name="forms_landingpicture_page"),
        ]

    def __str__(self) -> str:
        return self.name


class LandingPageDay(AudienceModel):
    """How often a page was opened on a day, by whom, and who signed up on it."""

    pk = models.CompositePrimaryKey("audience_id", "page_id", "day", "shard")
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DB_CASCADE,
        related_name="landingpagedays",
        db_constraint=False,
        db_index=False,
    )
    page = AudienceKey(LandingPage, related_name="days", db_index=False)
    day = models.DateField(_("day"))
    # Who counts at once counts in different rows, and waits for nobody.
    shard = models.SmallIntegerField()
    views = models.PositiveIntegerField(_("views"), default=0)
    machines = models.PositiveIntegerField(_("machines"), default=0)
    signups = models.PositiveIntegerField(_("sign-ups"), default=0)

    objects = LandingPageDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of a landing page")
        verbose_name_plural = _("days of landing pages")
        constraints = [
            AudienceReference(field="page", name="forms_landingpageday_page"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.day}"


class LandingVisit(AudienceModel):
    """That somebody opened a page by their own link on a day."""

    pk = models.CompositePrimaryKey("audience_id", "page_id", "contact_id", "day")
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DB_CASCADE,
        related_name="landingvisits",
        db_constraint=False,
        db_index=False,
    )
    page = AudienceKey(LandingPage, related_name="visits", db_index=False)
    contact = AudienceKey(Contact, related_name="+", db_index=False)
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("visit of a landing page")
        verbose_name_plural = _("visits of landing pages")
        constraints = [
            AudienceReference(field="page", name="forms_landingvisit_page"),
            AudienceReference(field="contact", name="forms_landingvisit_contact"),
        ]
        indexes = [
            models.Index(fields=["audience", "contact"], name="forms_landingvisit_of")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.contact_id}"


class AboutPage(AudienceModel):
    """What an audience tells anybody of itself, and whether it does."""

    is_public = models.BooleanField(_("the page can be opened"), default=False)
    has_archive = models.BooleanField(_("with an archive"), default=False)
    # By language, what staff wrote.
    texts = models.JSONField(_("texts"), default=dict, blank=True)
    # The sign-up form on it, if it is there still.
    form_id = models.BigIntegerField(_("sign-up form"), null=True)

    class Meta:
        verbose_name = _("page about an audience")
        verbose_name_plural = _("pages about audiences")
        constraints = [
            models.UniqueConstraint(fields=["audience"], name="forms_aboutpage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.audience_id}"


class ArchivedMessage(AudienceModel):
    """That a message to many stands in the public archive of its audience."""

    message = AudienceKey("delivery.Message", related_name="+", db_index=False)
    public_id = models.CharField(max_length=10, default=new_public_id, editable=False)
    shown_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("message in the archive")
        verbose_name_plural = _("messages in archives")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "message"], name="forms_archivedmessage_once"
            ),
            models.UniqueConstraint(
                fields=["audience", "public_id"], name="forms_archivedmessage_public_id"
            ),
            AudienceReference(field="message", name="forms_archivedmessage_message"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}"
