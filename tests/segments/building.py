"""Forms of the builder as a browser sends them, read from the page it was given."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from segments.models import Segment

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


class _Form(HTMLParser):
    """The named fields of the builder and what is in them; its buttons apart."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.fields: list[tuple[str, str]] = []
        self.buttons: list[str] = []
        self.select = ""
        self.options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        said = dict(attrs)
        if tag == "form":
            self.inside = said.get("id") == "segment-builder"
        if not self.inside:
            return
        name = said.get("name", "")
        if tag == "input" and name and self._counts(said):
            self.fields.append((name, said.get("value") or ""))
        elif tag == "button" and name == "do":
            self.buttons.append(said["value"])
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((said.get("value") or "", "selected" in said))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.options:
            chosen = [value for value, selected in self.options if selected]
            self.fields.append((self.select, (chosen or [self.options[0][0]])[0]))
            self.select = ""
        if tag == "form":
            self.inside = False

    def _counts(self, said: dict[str, Any]) -> bool:
        return said.get("type") not in {"checkbox", "radio"} or "checked" in said


def form_in(html: str) -> dict[str, list[str]]:
    """What a browser sends of this page, by name."""
    parser = _Form()
    parser.feed(html)
    found: dict[str, list[str]] = {}
    for name, value in parser.fields:
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def buttons_in(html: str) -> list[str]:
    parser = _Form()
    parser.feed(html)
    return parser.buttons


def nodes_in(form: dict[str, list[str]], kind: str) -> list[str]:
    """The ids of the groups or of the conditions, in their order."""
    specs = [spec.split(":") for spec in form["n"]]
    return [key for key, _parent, what in specs if what == kind]


def create_url(audience: Audience) -> str:
    return reverse("segments:segment_create", args=[audience.pk])


def update_url(segment: Segment) -> str:
    return reverse("segments:segment_update", args=[segment.audience_id, segment.pk])


def opened(client: Client, url: str) -> dict[str, list[str]]:
    return form_in(client.get(url).text)


def choose(form: dict[str, Any], field: str, op: str = "", *values: str) -> None:
    """Fill in the last condition."""
    key = nodes_in(form, "condition")[-1]
    form |= {f"f-{key}": field, f"o-{key}": op, f"v-{key}": list(values)}
    form[f"w-{key}"] = f"{field} {op}"
