"""How what happens to deliveries is told on the page of a contact."""

from delivery.tracking import telling

__all__ = ["telling"]
