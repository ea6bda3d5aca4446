"""Ways out that lead nowhere, for trying out: files in a folder, or the console."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from delivery.transports.answers import Answer, Lost, Transport

MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>\r\n]+)>", re.I | re.M)
FIT_FOR_A_FILE = re.compile(r"[\w@+=-][\w.@+=-]{0,180}", re.A)


class Folder(Transport):
    """Each message is a file named by its Message-ID, there as a whole or not at all.

    A message that is sent once more is the same file once more.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        """Raises Lost where the disk does not take it."""
        name = _name_of(message)
        part = self.folder / f".{uuid4().hex}.part"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with part.open("xb") as file:
                file.write(_enveloped(sender, recipient, message))
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / name)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise Lost(str(error), may_be_taken=False) from None
        return Answer(250, name)

    def close(self) -> None:
        pass


class Console(Transport):
    """Messages are shown where the process was started."""

    def __init__(self, stream: IO[str] | None = None) -> None:
        self.stream = stream

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        text = _enveloped(sender, recipient, message).decode(errors="replace")
        stream = self.stream or sys.stdout
        try:
            stream.write(text.replace("\r\n", "\n") + "-" * 72 + "\n")
            stream.flush()
        except OSError as error:  # nobody listens any more
            raise Lost(str(error), may_be_taken=False) from None
        return Answer(250, "shown")

    def close(self) -> None:
        pass


def _enveloped(sender: str, recipient: str, message: bytes) -> bytes:
    """As a server leaves it in a mailbox: what its envelope said stands on top."""
    lines = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n"
    return lines.encode() + message


def _name_of(message: bytes) -> str:
    head = message.partition(b"\r\n\r\n")[0]
    found = MESSAGE_ID.search(head)
    said = found[1].decode(errors="replace") if found else ""
    if not FIT_FOR_A_FILE.fullmatch(said):
        said = hashlib.sha256(found[1] if found else message).hexdigest()
    return f"{said}.eml"
