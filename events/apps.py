from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from events.seeds import seed_log  # models load only now

        post_migrate.connect(seed_log, sender=self)
        autodiscover_modules("reactions")
