import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


class SecretManager(models.Manager["Secret"]):
    def key(self, name: str) -> bytes:
        """Return the installation's 32-byte key of this name, made on first use."""
        self.bulk_create(
            [self.model(name=name, value=secrets.token_bytes(32))],
            ignore_conflicts=True,
        )
        return bytes(self.values_list("value", flat=True).get(name=name))


class Secret(models.Model):
    """A key that belongs to the data: it travels with a backup, unlike SECRET_KEY."""

    name = models.CharField(max_length=50, primary_key=True)
    value = models.BinaryField(editable=False)

    objects = SecretManager()

    class Meta:
        verbose_name = _("secret")
        verbose_name_plural = _("secrets")

    def __str__(self) -> str:
        return self.name
