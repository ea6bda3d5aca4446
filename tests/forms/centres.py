"""A contact's own page as a browser without scripts has it: its form, and its posts."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from contacts.models import Contact
from delivery.addressing import CENTRE, told
from delivery.models import Delivery
from tests.delivery.ledgers import freeze, message

type Values = dict[str, list[str]]


def sent_to(contact: Contact, **fields: Any) -> Delivery:
    """A delivery to them alone."""
    news = message(contact.audience, **fields)
    freeze(news, contact.audience.contacts.filter(pk=contact.pk))
    return Delivery.objects.get(audience=contact.audience_id, message=news)


def url_of(delivery: Delivery, more: str = "") -> str:
    return f"/p/{told(CENTRE, delivery.token)}{more}"


def reader(**headers: Any) -> Client:
    """A machine without a cookie, whose forms are checked as those of browsers."""
    return Client(enforce_csrf_checks=True, headers=headers)


class Form(HTMLParser):
    """What the first form with `shown` in it would post."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: Values = {}
        self.names: set[str] = set()
        self._inside = self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = said.get("class", "")
        if "centre-form" not in self._inside:
            return
        if tag == "select":
            self._select = said["name"]
            self.names.add(said["name"])
        elif tag == "option" and ("selected" in said or not self._has_one()):
            self.values[self._select] = [said.get("value", "")]
        elif tag == "input" and "name" in said:
            self.names.add(said["name"])
            if said.get("type") in {"radio", "checkbox"}:
                if "checked" in said:
                    self._add(said["name"], said.get("value", "on"))
            else:
                self._add(said["name"], said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = ""

    def _has_one(self) -> bool:
        return self._select in self.values

    def _add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


def form_at(url: str, client: Client | None = None) -> Form:
    response = (client or reader()).get(url)
    assert response.status_code == 200, response.status_code
    return Form(response.content.decode())


def choose(url: str, client: Client | None = None, **said: Any) -> Any:
    """Open the page, change this on it, and save; None leaves a name out."""
    return post(url, form_at(url, client), client, **said)


def post(url: str, form: Form, client: Client | None = None, **said: Any) -> Any:
    values = {**form.values}
    for name, value in said.items():
        key = name.replace("_pk_", "-")
        values.pop(key, None)
        if value is not None:
            values[key] = value if isinstance(value, list) else [str(value)]
    return (client or reader()).post(url, values)
