"""Recipients by who runs their mailboxes, told by the domains of their addresses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

OTHER = "other"
DOMAINS = {
    "gmail": ("gmail.com", "googlemail.com"),
    "microsoft": (
        *("outlook.com", "hotmail.com", "live.com", "msn.com", "passport.com"),
        *("hotmail.co.uk", "hotmail.fr", "hotmail.de", "hotmail.it", "hotmail.es"),
        *("hotmail.be", "hotmail.nl", "live.co.uk", "live.fr", "live.de", "live.it"),
        *("live.nl", "live.be", "live.no", "live.se", "live.dk", "outlook.fr"),
        *("outlook.de", "outlook.es", "outlook.it", "outlook.be", "outlook.dk"),
    ),
    "yahoo": (
        *("yahoo.com", "ymail.com", "rocketmail.com", "aol.com", "aim.com"),
        *("yahoo.co.uk", "yahoo.fr", "yahoo.de", "yahoo.it", "yahoo.es", "yahoo.ca"),
        *("yahoo.co.in", "yahoo.com.br", "yahoo.com.au", "yahoo.no", "yahoo.se"),
    ),
}
LABELS = {
    "gmail": "Gmail",
    "microsoft": "Outlook, Hotmail",
    "yahoo": "Yahoo, AOL",
    OTHER: _("All others"),
}
GROUP_OF = {host: group for group, hosts in DOMAINS.items() for host in hosts}
# Beside a delivery `d`: `provider.grp`, or null.
JOIN = """
LEFT JOIN unnest(%(hosts)s::text[], %(providers)s::text[]) AS provider (host, grp)
  ON provider.host = substring(d.email FROM '[^@]*$')
"""
PARAMS = {"hosts": list(GROUP_OF), "providers": list(GROUP_OF.values())}


def group_of(email: str) -> str:
    return GROUP_OF.get(email.rpartition("@")[2].lower(), OTHER)
