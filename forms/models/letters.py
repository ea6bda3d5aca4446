"""How an audience words the messages of the house, and who wants which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from audiences.tenancy import AudienceModel

MAX_SUBJECT = 200
MAX_BODY = 20_000


class LetterText(AudienceModel):
    """A message as an audience words it in one language, in place of the house."""

    kind = models.CharField(_("kind"), max_length=20)  # of `forms.letters.kinds`
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=MAX_SUBJECT)
    # With merge tags; its HTML is made of it.
    body = models.TextField(_("text"), max_length=MAX_BODY)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("text of a message")
        verbose_name_plural = _("texts of messages")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "kind", "language"], name="forms_lettertext_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.language}"


class LetterSettings(AudienceModel):
    """Which messages an audience sends that it need not; no row sends none of them."""

    sends_welcome = models.BooleanField(_("welcome"), default=False)
    sends_goodbye = models.BooleanField(_("goodbye"), default=False)
    # The last day of which the daily summary was looked at, where the audience is.
    summed_up_to = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("messages that are sent")
        verbose_name_plural = _("messages that are sent")
        constraints = [
            models.UniqueConstraint(
                fields=["audience"], name="forms_lettersettings_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.audience_id)


class NoticeChoice(AudienceModel):
    """Of what in an audience a member of the team wants to hear by mail."""

    membership = models.ForeignKey(
        Membership, models.DB_CASCADE, related_name="notice_choices"
    )
    subscribed = models.BooleanField(_("each subscribe"), default=False)
    unsubscribed = models.BooleanField(_("each unsubscribe"), default=False)
    daily = models.BooleanField(_("a daily summary"), default=False)

    class Meta:
        verbose_name = _("wish for notices")
        verbose_name_plural = _("wishes for notices")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "membership"], name="forms_noticechoice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience_id} · {self.membership_id}"
