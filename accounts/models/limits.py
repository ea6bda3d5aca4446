from django.db import models


class Bucket(models.Model):
    """How much of something rare is left for whoever the name says (`limits`)."""

    name = models.CharField(max_length=100, primary_key=True)
    tokens = models.FloatField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.tokens:.1f}"
