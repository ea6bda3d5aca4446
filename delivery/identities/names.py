"""What a domain is called, and whose an address is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"(?:{LABEL}\.)+(?!\d+\Z){LABEL}", re.A)


def domain_of(email: str) -> str:
    """The domain of an address as DNS has it, or nothing where it has none."""
    return domain_name(email.rpartition("@")[2]) if "@" in email else ""


def domain_name(text: str) -> str:
    """The name as DNS has it, of two labels at least; nothing where it is none."""
    try:
        name = text.strip().rstrip(".").lower().encode("idna").decode()
    except UnicodeError:
        return ""
    return name if len(name) <= 253 and NAME.fullmatch(name) else ""


def normalized(email: str) -> str:
    """The address as it is compared; nothing where it is none."""
    local, _at, _domain = email.strip().lower().rpartition("@")
    domain = domain_of(email)
    return f"{local}@{domain}" if local and domain else ""


def is_freemail(domain: str) -> bool:
    """Whether anybody can have an address there, so that it is nobody's own."""
    return domain in freemail_domains()


@cache
def freemail_domains() -> frozenset[str]:
    listed = Path(__file__).with_name("freemail.txt").read_text()
    return frozenset(line for line in listed.split() if not line.startswith("#"))
