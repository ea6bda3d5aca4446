from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.plans import Plan
from accounts.querysets import AccountQuerySet, MembershipQuerySet
from accounts.roles import HOLDERS, Right, Role
from accounts.zones import validate_time_zone


class Account(models.Model):
    """An organization: it owns audiences and has users; nothing is seen across."""

    name = models.CharField(_("name"), max_length=200)
    plan = models.ForeignKey(Plan, models.DO_NOTHING, related_name="accounts")
    company = models.CharField(_("company"), max_length=200, blank=True)
    address1 = models.CharField(_("address"), max_length=200, blank=True)
    address2 = models.CharField(_("address, second line"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=63, default="UTC", validators=[validate_time_zone]
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="accounts.Membership",
        related_name="accounts",
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's role in an account, perhaps narrowed to some of its audiences."""

    account = models.ForeignKey(Account, models.DB_CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    is_narrowed = models.BooleanField(
        _("only the audiences given to this member"), default=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    # When the user last switched to this account: the newest opens first.
    opened_at = models.DateTimeField(null=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "user"],
                name="accounts_membership_unique",
                violation_error_message=_("This user belongs to the account already."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="accounts_membership_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.account} · {self.get_role_display()}"

    def may(self, right: Right) -> bool:
        return self.role in HOLDERS[right]

    def open(self) -> None:
        """Remember that the user went to this account, so that it opens first."""
        self.opened_at = timezone.now()
        self.save(update_fields=["opened_at"])
