from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AudiencesConfig(AppConfig):
    name = "audiences"
    verbose_name = _("Audiences")

    def ready(self) -> None:
        autodiscover_modules(
            "lifecycle", "deletion", "jobs", "outcomes", "actions", "people", "traces"
        )
