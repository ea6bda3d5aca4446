"""Where the web server listens, and whether it answers there.

As a program: fails unless Parterre is healthy, which container platforms ask.
"""

import contextlib
import http.client
import os
import socket
import sys

from config.environment import number, text

HOST = text("HOST", "127.0.0.1")
PORT = number("PORT", 8000)
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to recognize it


def bind() -> str:
    return _address(HOST)


def url() -> str:
    """What to type into a browser."""
    here = {"127.0.0.1", "::1", *EVERYWHERE}
    local = _address("localhost" if HOST in here else HOST)
    return text("PARTERRE_URL", f"http://{local}")


def refuse_taken_port() -> None:
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    try:
        socket.create_server((HOST, PORT), family=family).close()
    except OSError as error:
        raise SystemExit(
            f"Cannot listen on {bind()}: {_reason(error)}. "
            f"Another port can be chosen: make run PORT={PORT + 1}"
        ) from None


def status() -> int | None:
    """What the web server answers to a health check; None when it does not."""
    name = text("ALLOWED_HOSTS", "*").split(",")[0].lstrip(".*") or "localhost"
    server = http.client.HTTPConnection(EVERYWHERE.get(HOST, HOST), PORT, timeout=5)
    try:
        with contextlib.closing(server):
            server.request("GET", "/healthz", headers={"Host": name})
            return server.getresponse().status
    except (OSError, http.client.HTTPException):
        return None


def _reason(error: OSError) -> str:
    # create_server() adds the address to its own errors' text.
    if error.errno is None or error.errno < 0:
        return str(error.strerror)
    return os.strerror(error.errno)


def _address(host: str) -> str:
    return f"[{host}]:{PORT}" if ":" in host else f"{host}:{PORT}"


if __name__ == "__main__":
    sys.exit(status() != http.client.OK)
