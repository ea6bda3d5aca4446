"""A mail server that takes everything and does nothing with it, on a port."""

from __future__ import annotations

import asyncio
import sys


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 sink.example\r\n")
    while line := await reader.readline():
        match line[:4].upper():
            case b"EHLO":
                writer.write(b"250-sink.example\r\n250 PIPELINING\r\n")
            case b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 taken\r\n")
            case b"QUIT":
                break
            case _:
                writer.write(b"250 yes\r\n")
    writer.close()


async def main(port: int) -> None:
    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=1 << 20)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
