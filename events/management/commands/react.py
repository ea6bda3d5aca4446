from typing import Any

from django.core.management.base import BaseCommand

from events.reactor import Reactor


class Command(BaseCommand):
    help = "Reacts to events as they happen, until told to stop; several may run."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        Reactor().run_until_told()
