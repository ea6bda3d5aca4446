from typing import Any

from django.core.management.base import BaseCommand

from events.partitions import ensure_partitions


class Command(BaseCommand):
    help = "Makes the months of the event log that are missing, three ahead."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{ensure_partitions()} months are there.")
