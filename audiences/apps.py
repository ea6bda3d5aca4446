from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AudiencesConfig(AppConfig):
    name = "audiences"

    def ready(self) -> None:
        autodiscover_modules("lifecycle", "deletion", "jobs", "actions")
