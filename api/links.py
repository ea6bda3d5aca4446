"""Where else a document leads: links as the clients of the API read them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

ROOT = "/3.0"

type Link = dict[str, str]  # rel, href, method; targetSchema and schema where known


def base_of(request: HttpRequest) -> str:
    """The address of the API, by the name the client calls this server."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return f"{settings.PUBLIC_URL}{ROOT}"
    return f"{request.scheme}://{host}{ROOT}"


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the links of documents: `base` is the address of the API."""

    base: str

    def link(
        self, rel: str, method: str, path: str, answer: str = "", body: str = ""
    ) -> Link:
        """A link; `answer` and `body` name schemas of what is answered and sent."""
        link = {"rel": rel, "href": self.base + path, "method": method}
        if answer:
            link["targetSchema"] = self._schema(answer)
        if body:
            link["schema"] = self._schema(body)
        return link

    def _schema(self, name: str) -> str:
        return f"{self.base}/openapi.json#/components/schemas/{name}"


def links_of(request: HttpRequest) -> Links:
    return Links(base_of(request))
