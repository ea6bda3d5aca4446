from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    name = "forms"
    verbose_name = _("Forms")

    def ready(self) -> None:
        # Who hears of what was answered (`forms.surveys.hearing`).
        autodiscover_modules("submissions")
        # Where messages lead to, and what pages are made of.
        from forms.landing import joining, leading  # noqa: F401
