import uuid

from django.db import models
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference


class Link(AudienceModel):
    """Something of a message that is asked for when it is read: where a link leads.

    The token is what its address says: where it leads stands in no address.
    """

    class Kind(models.TextChoices):
        PAGE = "page", _("Link")
        PIXEL = "pixel", _("Picture that tells of opening")
        TRAP = "trap", _("Link that no person sees")

    message = AudienceKey("delivery.Message", related_name="links", db_index=False)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.PAGE)
    url = models.TextField(_("address"), blank=True)
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    # How often by people and how often by machines, nameless ones among them.
    by_people = models.IntegerField(default=0, editable=False)
    by_machines = models.IntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("link of a message")
        verbose_name_plural = _("links of messages")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="delivery_link_key"
            ),
            models.UniqueConstraint(
                "audience", "message", "kind", MD5("url"), name="delivery_link_once"
            ),
            models.CheckConstraint(
                condition=models.Q(url__regex=r"^https?://") | ~models.Q(kind="page"),
                name="delivery_link_leads_to_a_page",
            ),
            AudienceReference(field="message", name="delivery_link_message"),
        ]
        indexes = [models.Index(fields=["token"], name="delivery_link_token")]

    def __str__(self) -> str:
        return self.url or self.get_kind_display()


class Hit(AudienceModel):
    """One request for a link or picture of a message, as it came.

    It is appended, judged once (`reason` says why it is a machine's), and never changed
    again but to forget who it was. Without a delivery it is nobody's.
    """

    link = AudienceKey(Link, related_name="hits", db_index=False)
    delivery = AudienceKey(
        "delivery.Delivery", null=True, related_name="hits", db_index=False
    )
    at = models.DateTimeField(_("when"))
    ip = models.GenericIPAddressField(_("from"), null=True)
    agent = models.CharField(_("program"), max_length=300, blank=True)
    is_head = models.BooleanField(default=False)
    is_judged = models.BooleanField(default=False)
    # A word of `delivery.tracking.rules`; empty for a person.
    reason = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name = _("hit")
        verbose_name_plural = _("hits")
        constraints = [
            models.UniqueConstraint(fields=["audience", "id"], name="delivery_hit_key"),
            AudienceReference(field="link", name="delivery_hit_link"),
            AudienceReference(field="delivery", name="delivery_hit_delivery"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "at", "id"],
                condition=models.Q(is_judged=False),
                name="delivery_hit_waiting",
            ),
            models.Index(fields=["audience", "delivery", "at"], name="delivery_hit_of"),
            models.Index(fields=["audience", "link"], name="delivery_hit_link_of"),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} · {self.at:%F %T}"
