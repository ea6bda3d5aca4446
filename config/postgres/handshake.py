"""Ask a server whether it takes connections, by the first message of the protocol."""

import socket
import struct
from enum import Enum
from pathlib import Path

PROTOCOL_3 = 196608
CANNOT_CONNECT_NOW = b"57P03"
INVALID_CATALOG_NAME = b"3D000"


class Answer(Enum):
    READY = "ready"
    UNKNOWN_DATABASE = "unknown database"
    NOT_YET = "not yet"
    NOBODY = "nobody"


def ask(address: Path, user: str, database: str, patience: float = 2.0) -> Answer:
    parameters = [b"user", user.encode(), b"database", database.encode(), b""]
    body = struct.pack("!i", PROTOCOL_3) + b"\0".join(parameters) + b"\0"
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(patience)
            connection.connect(str(address))
            connection.sendall(struct.pack("!i", len(body) + 4) + body)
            answer = connection.recv(1024)
    except TimeoutError:
        return Answer.NOT_YET
    except OSError:
        return Answer.NOBODY
    return _read(answer)


def _read(answer: bytes) -> Answer:
    if INVALID_CATALOG_NAME in answer:
        return Answer.UNKNOWN_DATABASE
    # A server with all its places taken refuses us, and is up nevertheless.
    if not answer or CANNOT_CONNECT_NOW in answer:
        return Answer.NOT_YET
    return Answer.READY
