from tests.forms.mailed import post_office

__all__ = ["post_office"]
