"""Where a named server stands: in the internet, or in this network.

Whoever may name a server must not come by it to what stands behind the wall around us.
"""

from __future__ import annotations

import socket
from ipaddress import ip_address


def far_address_of(host: str, port: int) -> str:
    """One address of a host of the internet; raises OSError where it is none.

    Who connects goes to this address: a second look-up may say another.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # Most networks reach IPv4, and some nothing else.
    found.sort(key=lambda each: each[0] != socket.AF_INET)
    addresses = [str(each[4][0]) for each in found]
    if not all(is_far(address) for address in addresses):
        raise OSError(f"{host} stands inside this network.")
    return addresses[0]


def is_far(address: str) -> bool:
    """Whether an IP address belongs to the internet."""
    ip = ip_address(address.partition("%")[0])
    return ip.is_global and not ip.is_multicast
