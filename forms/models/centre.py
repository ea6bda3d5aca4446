from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from forms.querysets import CentreKeyQuerySet

MAX_HEADING = 100
MAX_INTRO = 1000


class Section(models.TextChoices):
    """The parts of a centre, in their order. Who leaves can always do so."""

    PREFERENCES = "preferences", _("Preferences")
    GROUPS = "groups", _("Groups")
    PERMISSIONS = "permissions", _("Marketing permissions")
    FREQUENCY = "frequency", _("How often")
    PROFILE = "profile", _("Profile")
    ADDRESS = "address", _("Email address")
    LANGUAGE = "language", _("Language")
    PERSONAL = "personal", _("One-to-one messages")
    TRACKING = "tracking", _("Counting of opens and clicks")


class Centre(AudienceModel):
    """How the page looks on which the contacts of an audience choose what they get.

    An audience without one shows everything, with the words of the house.
    """

    Section = Section

    heading = models.CharField(_("heading"), max_length=MAX_HEADING, blank=True)
    intro = models.TextField(_("introduction"), max_length=MAX_INTRO, blank=True)
    # By language, the `heading` and `intro` that people read who speak it.
    variants = models.JSONField(_("in other languages"), default=dict, blank=True)
    # Keys of sections that are not shown.
    hidden = models.JSONField(_("not shown"), default=list, blank=True)

    class Meta:
        verbose_name = _("public centre")
        verbose_name_plural = _("public centres")
        constraints = [
            models.UniqueConstraint(fields=["audience"], name="forms_centre_once"),
        ]

    def __str__(self) -> str:
        return f"{self.audience_id}"

    def heading_in(self, language: str) -> str:
        """As it is for who speaks this language; empty for the words of the house."""
        return self._in(language, "heading") or self.heading

    def intro_in(self, language: str) -> str:
        return self._in(language, "intro") or self.intro

    def _in(self, language: str, part: str) -> str:
        return str(self.variants.get(language, {}).get(part, ""))


class CentreKey(AudienceModel):
    """A link into somebody's centre that was sent to them alone, as its hash.

    It is theirs for a while: to open the page, or, once, to take a new address.
    """

    class Purpose(models.TextChoices):
        OPEN = "open", _("Open the page")
        ADDRESS = "address", _("Take a new address")

    contact = AudienceKey("contacts.Contact", related_name="+", db_index=False)
    purpose = models.CharField(_("for"), max_length=7, choices=Purpose)
    digest = models.BinaryField(max_length=32, editable=False)
    # The new one, as they wrote it.
    email = models.CharField(_("new address"), max_length=254, blank=True)
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True)

    objects = CentreKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("link into a centre")
        verbose_name_plural = _("links into centres")
        constraints = [
            AudienceReference(field="contact", name="forms_centrekey_contact"),
        ]
        indexes = [
            models.Index(fields=["digest"], name="forms_centrekey_digest"),
            models.Index(
                fields=["audience", "contact", "purpose"], name="forms_centrekey_of"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} · {self.contact_id}"

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()
