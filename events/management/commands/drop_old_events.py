from typing import Any

from django.core.management.base import BaseCommand

from events.dropping import drop


class Command(BaseCommand):
    help = "Drops what is older than settings and plans say from the event log."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = drop(float("inf"))
        for name in gone.months:
            self.stdout.write(f"Dropped {name}.")
        single = f"{gone.events} single events, {gone.receipts} receipts"
        self.stdout.write(f"{len(gone.months)} months, {single}.")
