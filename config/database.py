"""Where the data lives: DATABASE_URL, or the embedded PostgreSQL of the data folder."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config import environment as env
from config.postgres import Cluster

NAME = "parterre"


def embedded() -> Cluster | None:
    """The cluster to start, or None when DATABASE_URL names a server."""
    if os.environ.get("DATABASE_URL"):
        return None
    return Cluster.for_home(env.HOME, fsync=not env.flag("PARTERRE_NO_FSYNC"))


def connection_settings(*, pooled: bool) -> dict[str, Any]:
    """Django's DATABASES entry; the pool is for threads of web, never for a forker."""
    options: dict[str, Any] = {"prepare_threshold": 5}
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        **_server(options),
    }
    if pooled:
        options["pool"] = {"min_size": 1, "max_size": 8}
    else:
        settings["CONN_MAX_AGE"] = 600
    return settings


def _server(options: dict[str, Any]) -> dict[str, Any]:
    cluster = embedded()
    if cluster is not None:
        return {
            "HOST": cluster.host,
            "PORT": cluster.port,
            "USER": cluster.user,
            "NAME": NAME,
        }
    url = urlsplit(os.environ["DATABASE_URL"])
    options.update(parse_qsl(url.query))
    return {
        "HOST": unquote(url.hostname or options.pop("host", "")),
        "PORT": url.port or "",
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "NAME": url.path.lstrip("/") or NAME,
    }
