import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError

from delivery.models import Received
from delivery.receiving import storing, telling, working

# What a mail server makes of the end of its pipe (sysexits.h).
EX_DATAERR, EX_NOINPUT, EX_TEMPFAIL = 65, 66, 75


class Command(BaseCommand):
    help = (
        "Takes messages from files, or from a mail server's pipe (-), looks at them "
        "and prints what they are. Ends with 75 where the server should come again."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="or - for stdin")
        parser.add_argument("--json", action="store_true", help="a line of JSON each")
        parser.add_argument("--sender", help="of the envelope; empty for nobody")
        parser.add_argument(
            *("--recipient", "-r"),
            action="append",
            default=[],
            help="of the envelope; may be said several times, 5,000 at most",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sender, recipients = _envelope(options["sender"], options["recipient"])
        for name, raw in self._read(options["files"]):
            try:
                every = storing.keep_all(
                    raw, Received.Way.PIPE, sender=sender, recipients=recipients
                )
            except storing.TooMany as many:
                self._give_up(EX_DATAERR, f"{name}: {many}")
            except Exception as error:  # whatever it was, nobody has it but them
                self._give_up(EX_TEMPFAIL, f"{name}: not now, {error}")
            for kept in every:
                self._tell(name, kept, as_json=options["json"])

    def _read(self, names: list[str]) -> Iterator[tuple[str, bytes]]:
        limit = settings.INBOUND_MAX_BYTES
        for name in names:
            try:
                if name == "-":
                    raw = sys.stdin.buffer.read(limit + 1)
                else:
                    with Path(name).open("rb") as file:
                        raw = file.read(limit + 1)
            except OSError as error:
                self._give_up(EX_NOINPUT, f"{name}: {error.strerror}")
            if not raw.strip():
                self._give_up(EX_DATAERR, f"{name}: there is nothing in it")
            if len(raw) > limit:
                self._give_up(EX_DATAERR, f"{name}: longer than {limit} bytes")
            yield name, raw

    def _tell(self, name: str, kept: storing.Kept, *, as_json: bool) -> None:
        """It is kept by now: whatever fails from here on is tried again later."""
        try:
            working.look_at(kept.received.pk)
            said = telling.outcome(kept.received.pk)
        except (DatabaseError, InterfaceError):
            said = {"state": "waiting"}
        said = {"file": name, "is_new": kept.is_new, **said}
        if as_json:
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stdout.write(f"{name}: {telling.in_words(said)}")

    def _give_up(self, code: int, text: str) -> None:
        self.stderr.write(text)
        raise SystemExit(code)


def _envelope(
    sender: str | None, recipients: list[str]
) -> tuple[str | None, list[str]]:
    """As it is said, or as Postfix and Exim tell it to what they pipe to."""
    if sender is None:
        sender = os.environ.get("SENDER")
        if sender == "MAILER-DAEMON":
            sender = ""
    told = os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT")
    return sender, recipients or ([told] if told else [])
