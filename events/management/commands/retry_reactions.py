from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audiences.models import Audience
from events import failures


class Command(BaseCommand):
    help = "Tries again what reactions failed on, of one audience or of all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--audience", help="its number or its public id")

    def handle(self, *args: Any, **options: Any) -> None:
        done = [failures.retry_all(each) for each in _audiences(options["audience"])]
        tried = sum(tried for tried, _failed in done)
        failed = sum(failed for _tried, failed in done)
        self.stdout.write(f"{tried} tried again, {failed} of them failed.")


def _audiences(named: str | None) -> Iterable[Audience]:
    if named is None:
        return Audience.objects.present().order_by("pk")
    try:
        return [Audience.objects.named(named)]
    except Audience.DoesNotExist:
        raise CommandError(f"There is no audience {named}.") from None
