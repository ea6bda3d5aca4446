"""What people do with a form, for the tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.test import Client

from forms.models import SignupForm
from forms.signup import making, stamps
from forms.signup.design import Design, Part


def send(
    form: SignupForm, email: str = "ann@example.com", way: str = "", **said: Any
) -> HttpResponse:
    """Fill in a form and send it; `way` is "/embed" or "/frame" or nothing."""
    answers = {"email": email, "lang": "en", "stamp": stamps.stamp(form), **said}
    client = Client(enforce_csrf_checks=True)
    return client.post(f"/join/{form.token}{way}", answers)  # type: ignore[return-value]


def redesign(form: SignupForm, *parts: Part, **news: Any) -> None:
    """Let it ask these as well, and be different in what is said."""
    design = Design.of(form.design)
    design = replace(design, parts=(*design.parts, *parts), **news)
    making.publish(form, design, actor=None)


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]
