from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from audiences import schedules


class Command(BaseCommand):
    help = "Makes the schedules of background work those of config/schedules.py."

    def handle(self, *args: Any, **options: Any) -> None:
        added = schedules.sync(settings.SCHEDULES)
        self.stdout.write(f"{len(settings.SCHEDULES)} schedules, {added} of them new.")
