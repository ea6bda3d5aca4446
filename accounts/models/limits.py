from django.db import models
from django.utils.translation import gettext_lazy as _


class Bucket(models.Model):
    """How often something may still be tried: tokens that are taken and come back."""

    key = models.CharField(_("what"), max_length=100, primary_key=True)
    tokens = models.FloatField(_("left"))
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")

    def __str__(self) -> str:
        return self.key
