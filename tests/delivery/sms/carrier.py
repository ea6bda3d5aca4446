"""A provider of SMS on loopback, which does to each number what its end says.

…1 is taken, …2 is no number, …3 opted out there, …4 breaks the connection after it was
taken, …5 has the provider shut, …6 is slow, …7 has the provider fail.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

SLOW = 1.0
ANSWERS = {
    "2": (400, {"code": 21211, "message": "This is no phone number"}),
    "3": (400, {"code": 21610, "message": "They have unsubscribed"}),
    "5": (503, {"code": 20503, "message": "Come again"}),
    "7": (500, {"message": "We do not know"}),
}


class Carrier(ThreadingHTTPServer):
    """`taken` are the bodies by number, `calls` all that was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.taken: dict[str, list[str]] = {}
        self.calls: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Counter(BaseHTTPRequestHandler):
    server: Carrier

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, dict(self.headers), body))
        number, text = _read(body)
        status, said = ANSWERS.get(number[-1:], (201, {"sid": "SM1"}))
        if number.endswith("6"):
            time.sleep(SLOW)
        if status == 201:
            self.server.taken.setdefault(number, []).append(text)
        if number.endswith("4"):
            self.close_connection = True
            return
        answer = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_said: object) -> None:
        """Tests read what was called from the server itself."""


def _read(body: bytes) -> tuple[str, str]:
    if body.startswith(b"{"):
        said = json.loads(body)
        return said["to"], said["text"]
    form = parse_qs(body.decode())
    return form["To"][0], form["Body"][0]


@contextmanager
def carrier() -> Iterator[Carrier]:
    with Carrier() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
