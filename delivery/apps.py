from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    name = "delivery"
    verbose_name = _("Delivery")

    def ready(self) -> None:
        from delivery import transports  # models load only now

        transports.check()
        # What receiving tells and keeps of persons, and what providers tell it.
        from delivery.receiving import activity, people, providers  # noqa: F401
