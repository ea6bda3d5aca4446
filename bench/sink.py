"""A mail server that takes everything and does nothing with it, on a port.

What came at once is answered at once, as servers answer that offer PIPELINING.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

ANSWERS = {
    b"EHLO": b"250-sink.example\r\n250 PIPELINING\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
END = b"\r\n.\r\n"


class Talk(asyncio.Protocol):
    def __init__(self) -> None:
        self.heard = bytearray()
        self.is_body = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(b"220 sink.example\r\n")

    def data_received(self, data: bytes) -> None:
        # An end may have come in pieces.
        begin = max(0, len(self.heard) - len(END)) if self.is_body else 0
        self.heard += data
        said = []
        while (at := self.heard.find(END if self.is_body else b"\r\n", begin)) >= 0:
            line = bytes(self.heard[:4]).upper()
            del self.heard[: at + (len(END) if self.is_body else 2)]
            said.append(b"250 yes\r\n" if self.is_body else self._answer(line))
            self.is_body, begin = line == b"DATA" and not self.is_body, 0
        self.transport.write(b"".join(said))

    @staticmethod
    def _answer(line: bytes) -> bytes:
        return ANSWERS.get(line, b"250 yes\r\n")


async def main(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Talk, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
