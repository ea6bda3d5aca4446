from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from delivery.receiving import listening


class Command(BaseCommand):
    help = (
        "Takes mail that a mail server hands over by LMTP or SMTP, until told to stop, "
        "at PARTERRE_INBOUND_LISTEN."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.INBOUND_DOMAIN:
            raise CommandError("Set PARTERRE_INBOUND_DOMAIN: whose mail is taken?")
        try:
            listening.serve(
                settings.INBOUND_LISTEN, settings.INBOUND_PROTOCOL, self.say
            )
        except (OSError, ValueError) as error:
            raise CommandError(f"PARTERRE_INBOUND_LISTEN: {error}") from None

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
