"""How what people did with forms is told on their page."""

from forms.signup import telling

__all__ = ["telling"]
