"""What DNS says, or that nobody answers: in bounded time, whoever runs the domain."""

from __future__ import annotations

import time
from typing import Any, Protocol

import dns.exception
import dns.name
import dns.nameserver
import dns.rdatatype
import dns.resolver
from django.conf import settings

SECONDS = 3.0  # for one name
ALTOGETHER = 9.0  # for all of what is asked of one domain
# What cannot be a name has no records.
NO_NAME = (dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel)
MOST = 30  # records of one name that are read


class Unanswered(Exception):
    """Nobody said whether there is such a record."""


class Resolver(Protocol):
    def txt(self, name: str) -> list[str]:
        """The texts of the name, none where it has none; raises Unanswered."""

    def mx(self, name: str) -> list[str]:
        """The servers that take its mail, the first first; raises Unanswered."""


class Dns:
    """Asks the servers of `DNS_SERVERS`, else those of the machine."""

    def __init__(self) -> None:
        self.until = time.monotonic() + ALTOGETHER
        self.resolver = dns.resolver.Resolver(configure=not settings.DNS_SERVERS)
        if settings.DNS_SERVERS:
            self.resolver.nameservers = [_server(said) for said in settings.DNS_SERVERS]

    def txt(self, name: str) -> list[str]:
        answer = self._asked(name, dns.rdatatype.TXT)
        return [b"".join(each.strings).decode(errors="replace") for each in answer]

    def mx(self, name: str) -> list[str]:
        answer = self._asked(name, dns.rdatatype.MX)
        found = sorted((each.preference, each.exchange.to_text()) for each in answer)
        return [host.rstrip(".").lower() for _preference, host in found]

    def _asked(self, name: str, kind: dns.rdatatype.RdataType) -> list[Any]:
        left = self.until - time.monotonic()
        if left <= 0:
            raise Unanswered
        try:
            answer = self.resolver.resolve(
                f"{name}.", kind, lifetime=min(SECONDS, left), search=False
            )
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, *NO_NAME):
            return []
        except (dns.exception.DNSException, OSError):
            raise Unanswered from None
        return list(answer)[:MOST]


def _server(said: str) -> dns.nameserver.Nameserver:
    """Of an IP address, with a port behind a # where it is none of 53."""
    address, _hash, port = said.partition("#")
    return dns.nameserver.Do53Nameserver(address, int(port or 53))
