"""Mail URLs: `smtp://user:password@host:587?security=starttls` and the like.

What is wrong with one is said in a sentence that says what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from delivery.transports.connecting import Server
from delivery.transports.reaching import is_far
from delivery.transports.smtp import Smtp
from delivery.transports.trying import Console, Folder

if TYPE_CHECKING:
    from delivery.transports.answers import Transport

SUBFOLDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.A)
HOST = re.compile(r"[a-z0-9_.:-]{1,253}", re.A | re.I)
PROVIDER = re.compile(r"[a-z][a-z_]{0,30}", re.A)
NO_PROVIDERS = {"base", "base_requests", "console", "test"}
# By which providers know who asks.
KEYS = {"api_key", "api_token", "secret_key", "server_token"}
# Whoever names no key there is known by the machine they run on.
OF_THE_MACHINE = {"amazon_ses"}
# Where a provider is asked; its own servers, unless the installation says otherwise.
PLACE = "api_url"
# What a guest says to a provider. Others name code of this machine.
OF_GUESTS = KEYS | {
    *(PLACE, "message_stream", "project_id", "region"),
    *("sandbox_id", "sender_domain", "subaccount"),
}


class BadAddress(ValueError):
    """A mail URL that leads nowhere, in a sentence that says what to do."""


def way_to(url: str, *, is_guest: bool = False) -> Transport:
    """The way out that the URL names; raises BadAddress.

    A guest is an account that names its own: it gets no folder of this machine and no
    server of this network, unless the installation lets it.
    """
    try:
        parts = urlsplit(url.strip())
        read = READERS[parts.scheme]
    except (KeyError, ValueError):
        raise BadAddress(
            _(
                "Write smtp://user:password@host:587?security=starttls, "
                "smtps://user:password@host, or anymail: and the name of a provider."
            )
            if is_guest
            else _(
                "Write smtp://user:password@host:587?security=starttls, "
                "smtps://user:password@host, anymail: and the name of a provider, "
                "folder: or console:."
            )
        ) from None
    if parts.fragment:
        raise BadAddress(
            _(
                "Write signs such as # in a password as URLs do: by a percent sign and "
                "a number."
            )
        )
    return read(parts, is_guest)


def _server(parts: SplitResult, is_guest: bool) -> Transport:
    is_tls = parts.scheme == "smtps"
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    security = "tls" if is_tls else asked.pop("security", "")
    try:
        port = parts.port or (465 if is_tls else 25)
        host = unquote(parts.hostname or "").encode("idna").decode()
    except ValueError:  # of both: no number, no name
        raise BadAddress(_("The host or port of the mail server is wrong.")) from None
    if not HOST.fullmatch(host):
        raise BadAddress(_("Say which server: smtp://host:25."))
    if asked or security not in {"", "none", "starttls", "tls"}:
        raise BadAddress(_("The only option is security, which is starttls or none."))
    if security == "tls" and not is_tls:
        raise BadAddress(_("For TLS from the first word, write smtps://host."))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise BadAddress(_("Say both a user and a password, or neither."))
    if password and not security:
        raise BadAddress(
            _(
                "The password would be sent in the clear: add ?security=starttls, or "
                "?security=none where the way to the server is safe."
            )
        )
    _refuse_near(host, is_guest)
    server = Server(
        *(host, port, user, password, security.replace("none", "")),
        may_be_near=not is_guest or settings.MAIL_PRIVATE_HOSTS,
    )
    return Smtp(server)


def _refuse_near(host: str, is_guest: bool) -> None:
    """Say at once of an IP address what connecting would find out."""
    try:
        far = is_far(host)
    except ValueError:
        far = "." in host
    if is_guest and not far and not settings.MAIL_PRIVATE_HOSTS:
        raise BadAddress(_("This server stands inside the network of Parterre."))


def _folder(parts: SplitResult, is_guest: bool) -> Transport:
    _refuse_guest(is_guest)
    name = parts.path
    if parts.netloc or parts.query or (name and not SUBFOLDER.fullmatch(name)):
        raise BadAddress(
            _(
                "Write folder: alone, or with a name of small letters and digits: "
                "it is a folder of the data folder."
            )
        )
    return Folder(settings.HOME / (name or "mail"))


def _console(parts: SplitResult, is_guest: bool) -> Transport:
    _refuse_guest(is_guest)
    if parts.netloc or parts.query or parts.path:
        raise BadAddress(_("Write console: alone."))
    return Console()


def _refuse_guest(is_guest: bool) -> None:
    if is_guest:
        raise BadAddress(_("Write smtp://, smtps:// or anymail:."))


def _provider(parts: SplitResult, is_guest: bool) -> Transport:
    # Slow to load, and most installations have no provider.
    from delivery.transports.providers import PATIENCE, Provider

    name = parts.path
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if is_guest and PLACE in options and not settings.MAIL_PRIVATE_HOSTS:
        raise BadAddress(_("Where a provider is asked is up to the installation."))
    if is_guest and (others := options.keys() - OF_GUESTS):
        raise _untaken(others)
    try:
        if not PROVIDER.fullmatch(name) or name in NO_PROVIDERS:
            raise ImportError(name)
        if is_guest and name in OF_THE_MACHINE:
            raise _keyless()
        backend = import_module(f"anymail.backends.{name}").EmailBackend
        if is_guest:
            _refuse_our_keys(backend.esp_name, options)
        return Provider(backend(timeout=PATIENCE, **options))
    except (AttributeError, TypeError):
        raise _untaken(options) from None
    except ImportError as error:
        raise BadAddress(
            _("There is no provider “%(name)s” here: %(why)s")
            % {"name": name, "why": error}
        ) from None
    except ImproperlyConfigured as error:
        raise BadAddress(
            _(
                "The provider needs more: %(why)s. Write it behind a question mark, as "
                "in anymail:postmark?server_token=…, or as an environment variable of "
                "this name, as in ANYMAIL_POSTMARK_SERVER_TOKEN."
            )
            % {"why": error}
        ) from None


def _refuse_our_keys(provider: str, options: Mapping[str, str]) -> None:
    """Keys that are not named would be those of the installation."""
    prefix = provider.upper().replace(" ", "_")
    ours = {key for key in KEYS if f"{prefix}_{key.upper()}" in settings.ANYMAIL}
    if KEYS.isdisjoint(options) or ours - options.keys():
        raise _keyless()


def _keyless() -> BadAddress:
    return BadAddress(
        _(
            "Write a key of your own behind a question mark, as in "
            "anymail:postmark?server_token=…"
        )
    )


def _untaken(options: Iterable[str]) -> BadAddress:
    return BadAddress(
        _("The provider does not take these options: %(names)s")
        % {"names": ", ".join(sorted(options))}
    )


READERS: dict[str, Callable[[SplitResult, bool], Transport]] = {
    "smtp": _server,
    "smtps": _server,
    "folder": _folder,
    "console": _console,
    "anymail": _provider,
}
