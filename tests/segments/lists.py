"""The list of segments, as it is asked for and read."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audiences.models import Audience


def url(name: str, audience: Audience, *args: int, query: str = "") -> str:
    return reverse(f"segments:segment_{name}", args=[audience.pk, *args]) + query


def seen(client: Client, audience: Audience, query: str = "") -> list[str]:
    """The names of the segments that are listed."""
    html = client.get(url("list", audience, query=query)).text
    return re.findall(r'fw-medium"[^>]*>([^<]*)<', html)


def ago(**time: int) -> Any:
    return timezone.now() - timedelta(**time)
