from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        from events.seeds import seed_log  # models load only now

        post_migrate.connect(seed_log, sender=self)
