"""A mail server on loopback that does to each recipient what its address says.

`taken-…@` is taken, `busy2-…@` asks twice to come again, `never-…@` is refused,
`cut-…@` breaks the connection instead of answering and has taken nothing,
`lost-…@` takes it and breaks the connection without saying so, `bye-…@` is refused by
a server that hangs up, `drop-…@` hangs up before it says anything, `odd-…@` is taken
with a word that means nothing, and `twice-…@` with two answers.
"""

from __future__ import annotations

import socketserver
import ssl
import threading
from base64 import b64decode
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Sink(socketserver.ThreadingTCPServer):
    """`taken` counts what was taken for each recipient, `messages` keeps the last."""

    allow_reuse_address = True
    daemon_threads = True
    # "tls" from the first word on, "starttls" when it is asked for.
    security = ""
    trust: ssl.SSLContext

    def __init__(self, *extensions: str) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.extensions = extensions
        self.asked: Tally[str] = Tally()
        self.taken: Tally[str] = Tally()
        self.messages: dict[str, bytes] = {}
        self.signed_in: list[str] = []
        self.connections = 0
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def take(self, recipient: str, message: bytes) -> None:
        with self.lock:
            self.taken[recipient] += 1
            self.messages[recipient] = message


class Session(socketserver.StreamRequestHandler):
    server: Sink
    disable_nagle_algorithm = True

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        # Who does not trust the certificate hangs up.
        with suppress(ssl.SSLError, ConnectionError):
            if self.server.security == "tls":
                self._secure()
            self._talk()

    def _secure(self) -> None:
        self.request = self.server.trust.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb", self.rbufsize)
        self.wfile = self.request.makefile("wb", 0)

    def _talk(self) -> None:  # noqa: PLR0912 - the words of SMTP
        with self.server.lock:
            self.server.connections += 1
        self.say("220 sink.example")
        recipient = ""
        while line := self.rfile.readline():
            verb, _space, rest = line.decode().strip().partition(" ")
            match verb.upper():
                case "EHLO":
                    every = ["sink.example", *self.server.extensions]
                    for name in every[:-1]:
                        self.say(f"250-{name}")
                    self.say(f"250 {every[-1]}")
                case "STARTTLS":
                    self.say("220 go on")
                    self._secure()
                case "AUTH":
                    self.server.signed_in.append(b64decode(rest.split()[-1]).decode())
                    self.say("235 welcome")
                case "MAIL" | "RSET":
                    recipient = ""
                    self.say("250 go on")
                case "RCPT" if "<drop" in rest or "<bye" in rest:
                    if "<bye" in rest:
                        self.say("550 5.1.1 nobody here")
                    return
                case "RCPT":
                    recipient = self._recipient(rest.partition("<")[2].rstrip(">"))
                case "DATA" if not recipient:
                    self.say("503 to whom?")
                case "DATA":
                    self.say("354 go on")
                    if not self._message(recipient):
                        return
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("500 what?")

    def _recipient(self, email: str) -> str:
        """The address, or nothing where it is not taken."""
        with self.server.lock:
            self.server.asked[email] += 1
            asked = self.server.asked[email]
        if email.startswith("never"):
            self.say("550 5.1.1 nobody here")
            return ""
        if email.startswith("busy") and asked <= int(email[4]):
            self.say("451 4.3.0 come again")
            return ""
        self.say("250 go on")
        return email

    def _message(self, recipient: str) -> bool:
        """Read it; whether the session goes on."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        if recipient.startswith("cut"):
            return False
        self.server.take(recipient, b"".join(lines))
        if recipient.startswith("lost"):
            return False
        self.say("333 perhaps" if recipient.startswith("odd") else "250 taken")
        if recipient.startswith("twice"):
            self.say("250 taken")
        return True


@contextmanager
def sink(*extensions: str) -> Iterator[Sink]:
    with Sink(*extensions) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
