"""Long work of this app."""

from delivery.overview import running

__all__ = ["running"]
