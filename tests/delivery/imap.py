"""A mailbox on loopback that knows as much of IMAP as is spoken here."""

from __future__ import annotations

import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LITERAL = re.compile(r'"([^"]*)"')


class Mailboxes(socketserver.ThreadingTCPServer):
    """`folders` holds raw messages by their numbers; `can_move` offers MOVE.

    `refused` says of some what is answered instead, or nothing for hanging up.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.folders: dict[str, dict[int, bytes]] = {"INBOX": {}}
        self.fetched: list[int] = []
        self.can_move = True
        self.refused: dict[int, str] = {}

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def put(self, *messages: bytes) -> None:
        inbox = self.folders["INBOX"]
        for raw in messages:
            inbox[max(inbox, default=0) + 1] = raw


class Session(socketserver.StreamRequestHandler):
    server: Mailboxes

    def say(self, line: str | bytes) -> None:
        with suppress(OSError):  # it hung up
            self.wfile.write(line.encode() if isinstance(line, str) else line)
            self.wfile.write(b"\r\n")

    def handle(self) -> None:
        self.say("* OK hello")
        while line := self.rfile.readline().decode().strip():
            tag, _space, rest = line.partition(" ")
            verb, _space, args = rest.partition(" ")
            if verb.upper() == "UID":
                verb, _space, args = args.partition(" ")
            answer = getattr(self, f"do_{verb.lower()}", self.do_nothing)(args)
            self.say(f"{tag} {answer or 'OK done'}")
            if verb.upper() == "LOGOUT":
                return

    def do_nothing(self, args: str) -> None:
        pass

    def do_logout(self, args: str) -> None:
        self.say("* BYE")

    def do_capability(self, args: str) -> None:
        self.say("* CAPABILITY IMAP4rev1 MOVE")

    def do_login(self, args: str) -> str | None:
        said = args.replace('"', "")
        return None if said == "anna se cret" else "NO who?"

    def do_select(self, args: str) -> None:
        self.say(f"* {len(self.server.folders['INBOX'])} EXISTS")

    def do_status(self, args: str) -> None:
        self.say('* STATUS "INBOX" (UIDVALIDITY 7)')

    def do_list(self, args: str) -> None:
        name = LITERAL.findall(args)[-1]
        if name in self.server.folders:
            self.say(f'* LIST (\\HasNoChildren) "/" "{name}"')

    def do_create(self, args: str) -> None:
        self.server.folders[args.strip('"')] = {}

    def do_search(self, args: str) -> None:
        numbers = " ".join(map(str, self.server.folders["INBOX"]))
        self.say(f"* SEARCH {numbers}".strip())

    def do_fetch(self, args: str) -> str | None:
        number = int(args.partition(" ")[0])
        self.server.fetched.append(number)
        if number in self.server.refused:
            if not self.server.refused[number]:
                self.connection.shutdown(socket.SHUT_RDWR)
            return self.server.refused[number]
        raw = self.server.folders["INBOX"][number]
        self.say(f"* 1 FETCH (UID {number} BODY[]<0> {{{len(raw)}}}".encode())
        self.wfile.write(raw)
        self.say(")")
        return None

    def do_move(self, args: str) -> str | None:
        if not self.server.can_move:
            return "NO not allowed"
        numbers, _space, folder = args.partition(" ")
        for number in map(int, numbers.split(",")):
            raw = self.server.folders["INBOX"].pop(number)
            self.server.folders[folder.strip('"')][number] = raw
        return None


@contextmanager
def mailboxes() -> Iterator[Mailboxes]:
    with Mailboxes() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
