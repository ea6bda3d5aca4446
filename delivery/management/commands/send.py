from typing import Any

from django.core.management.base import BaseCommand

from delivery.sender import Sender


class Command(BaseCommand):
    help = "Sends what is due, until told to stop; several may run, on any machine."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        Sender().run_until_told()
