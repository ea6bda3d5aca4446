import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from contacts import demo


class Command(BaseCommand):
    help = "Loads the demo account into a database that has no account yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--status",
            action="store_true",
            help="only print, as JSON, how to sign in to it, as long as that works",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["status"]:
            self.stdout.write(json.dumps(demo.sign_in()))
        elif settings.PRODUCTION:
            self.stderr.write("No demo is loaded: anyone could sign in to it here.")
        elif not demo.load():
            self.stderr.write("No demo is loaded: there are accounts already.")
