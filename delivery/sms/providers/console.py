"""Nobody: messages are printed, to try things out."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import ClassVar

from delivery.sms.providers.calls import Call, Heard, Said
from delivery.transports import Answer


@dataclass(frozen=True, slots=True)
class Console:
    number: str

    receipt: ClassVar[tuple[str, str]] = ("text/plain", "")

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        said = f"SMS from {self.number} to {recipient}:\n{message.decode()}\n\n"
        sys.stdout.write(said)
        sys.stdout.flush()
        return Answer(250, "printed")

    def close(self) -> None:
        """Nothing was opened."""

    def is_opt_out(self, code: str) -> bool:
        return False

    def is_genuine(self, call: Call) -> bool:
        return False

    def heard(self, call: Call) -> Heard | None:
        return None

    def said(self, call: Call) -> Said | None:
        return None
