from django.db import models
from django.utils.translation import gettext_lazy as _


class Plan(models.Model):
    """What an account is entitled to; an empty number means no limit."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_default = models.BooleanField(_("given to new accounts"), default=False)

    max_audiences = models.PositiveIntegerField(_("audiences"), null=True, blank=True)
    max_users = models.PositiveIntegerField(_("users"), null=True, blank=True)
    max_contacts = models.PositiveIntegerField(_("contacts"), null=True, blank=True)
    event_days = models.PositiveIntegerField(
        _("days of event data usable in segments"), null=True, blank=True
    )
    single_step_event_flows = models.BooleanField(
        _("single-step flow started by an event"), default=True
    )
    multi_step_flows = models.BooleanField(_("multi-step flow"), default=True)
    event_tags_in_flows = models.BooleanField(
        _("event property merge tags in flows"), default=True
    )
    event_property_conditions = models.BooleanField(
        _("segment by event property"), default=True
    )
    new_conversations = models.BooleanField(
        _("start a new inbox conversation"), default=True
    )
    nested_segments = models.BooleanField(_("nested segment logic"), default=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="accounts_plan_one_default",
                violation_error_message=_("Another plan is the default already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
