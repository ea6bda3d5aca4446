"""What an audience asks people to permit, and how it has been worded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from contacts.causes import version_of
from forms.permissions.querysets import PermissionQuerySet

MAX_TITLE = 100
MAX_TEXT = 1000


class PermissionBlock(AudienceModel):
    """What stands above the permissions of an audience, wherever they are asked for."""

    heading = models.CharField(_("heading"), max_length=MAX_TITLE, blank=True)
    explanation = models.TextField(_("explanation"), max_length=MAX_TEXT, blank=True)
    # By language, the `heading` and `explanation` for who speaks it.
    variants = models.JSONField(_("in other languages"), default=dict, blank=True)

    class Meta:
        verbose_name = _("block of permissions")
        verbose_name_plural = _("blocks of permissions")
        constraints = [
            models.UniqueConstraint(
                fields=["audience"], name="forms_permissionblock_once"
            ),
        ]

    def __str__(self) -> str:
        return self.heading


class Permission(AudienceModel):
    """A use of what is known of people, which each may permit and take back.

    An archived one is asked of nobody any more; who permitted it did so.
    """

    # How many permit it, by `with_counts()`.
    n: int

    title = models.CharField(_("title"), max_length=MAX_TITLE)
    text = models.TextField(_("text"), max_length=MAX_TEXT)
    # By language, the `title` and `text` for who speaks it.
    variants = models.JSONField(_("in other languages"), default=dict, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)

    objects = PermissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("permission")
        verbose_name_plural = _("permissions")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="forms_permission_key"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def purpose(self) -> str:
        """What the ledger of consent calls it."""
        return f"{PREFIX}{self.pk}"

    def title_in(self, language: str) -> str:
        return self._in(language, "title") or self.title

    def text_in(self, language: str) -> str:
        return self._in(language, "text") or self.text

    def wording_in(self, language: str) -> str:
        """Exactly what somebody agrees to who reads it in this language."""
        return f"{self.title_in(language)}\n{self.text_in(language)}"

    def version_in(self, language: str) -> str:
        return version_of(self.wording_in(language))

    def _in(self, language: str, part: str) -> str:
        return str(self.variants.get(language, {}).get(part, ""))


# Before the id, in the ledger.
PREFIX = "permission:"


class PermissionText(AudienceModel):
    """How a permission was worded from a moment on: appended, never changed."""

    permission = AudienceKey(Permission, related_name="texts", db_index=False)
    # Empty for the usual wording.
    language = models.CharField(_("language"), max_length=10, blank=True)
    title = models.CharField(_("title"), max_length=MAX_TITLE)
    text = models.TextField(_("text"), max_length=MAX_TEXT)
    version = models.CharField(_("version"), max_length=16)
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("wording of a permission")
        verbose_name_plural = _("wordings of permissions")
        constraints = [
            AudienceReference(field="permission", name="forms_permissiontext_of"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "permission", "-id"],
                name="forms_permissiontext_last",
            ),
        ]

    def __str__(self) -> str:
        return self.title
