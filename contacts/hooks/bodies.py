"""What is posted, read into one document that the database can keep, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.translation import gettext_lazy as _

from audiences import documents
from audiences.documents import Unfit

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_BYTES = 256 * 1024
DEPTH = 20
MOST_VALUES = 2_000
KEY_LENGTH = 200
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"

# By code: how it is answered, and why.
REASONS: dict[str, tuple[int, Any]] = {
    "large": (413, _("A call holds at most 256 kB.")),
    "length": (411, _("The call does not say how long it is.")),
    "broken": (400, _("The body ended too early.")),
    "empty": (400, _("The call has no body.")),
    "utf8": (400, _("The body is not UTF-8.")),
    "json": (400, _("The body is no JSON.")),
    "form": (400, _("The body is no form that could be read.")),
    "plain": (400, _("The JSON is neither an object nor a list.")),
    "deep": (400, _("The body nests deeper than 20 levels.")),
    "many": (400, _("The body holds more than 2,000 values.")),
    "key": (400, _("A name in the body is longer than 200 characters.")),
    "nul": (400, _("A text in the body holds a NUL character.")),
    "half": (400, _("A text in the body holds half a character.")),
    "number": (400, _("A number in the body is too large.")),
}


class Unreadable(ValueError):
    """Why a body is not taken; `code` is a key of REASONS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def status(self) -> int:
        return REASONS[self.code][0]

    def __str__(self) -> str:
        return str(REASONS[self.code][1])


def body_of(request: HttpRequest) -> bytes:
    """The body, in pieces or whole; raises Unreadable for more than may be sent."""
    if "Transfer-Encoding" in request.headers and not request.headers.get(
        "Content-Length"
    ):
        if not request.META.get("wsgi.input_terminated"):
            raise Unreadable("length")
        sent = _read(request)
        # As if it had come whole, for who reads the parts of a form.
        request._body = sent
        request.META["CONTENT_LENGTH"] = str(len(sent))
    else:
        said = str(request.META.get("CONTENT_LENGTH") or "")
        if said.isdecimal() and int(said[:12]) > MOST_BYTES:
            raise Unreadable("large")
        try:
            sent = request.body
        except (UnreadablePostError, RawPostDataException):
            raise Unreadable("broken") from None
    if len(sent) > MOST_BYTES:
        raise Unreadable("large")
    return sent


def _read(request: HttpRequest) -> bytes:
    try:
        sent: bytes = request.META["wsgi.input"].read(MOST_BYTES + 1)
    except OSError:
        raise Unreadable("broken") from None
    return sent


def document_of(body: bytes, request: HttpRequest) -> Any:
    """The object or list that the body is; raises Unreadable.

    A form is an object of texts. What looks like JSON in it is read as such, since
    some services send all they have in one field.
    """
    kind = (request.content_type or "").lower()
    if not body:
        raise Unreadable("empty")
    if kind == PARTS:
        document = _parts(request)
    elif kind == FORM and body.lstrip()[:1] not in (b"{", b"["):
        document = _form(body)
    else:
        # Whatever it is called: many call it text, or nothing.
        document = _json(body)
    if not isinstance(document, dict | list):
        raise Unreadable("plain")
    check(document)
    return document


def _json(body: bytes | str) -> Any:
    try:
        return documents.read(body)
    except Unfit as unfit:
        raise Unreadable(unfit.code) from None


def _form(body: bytes) -> dict[str, Any]:
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_VALUES,
        )
    except UnicodeDecodeError:
        raise Unreadable("utf8") from None
    except ValueError:
        raise Unreadable("many") from None
    return _gathered(pairs)


def _parts(request: HttpRequest) -> dict[str, Any]:
    try:
        form = request.POST
    except Exception:  # whatever the parser of parts stumbles over
        raise Unreadable("form") from None
    return _gathered([(key, str(one)) for key, some in form.lists() for one in some])


def _gathered(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """The fields by name; of a name that comes several times, a list."""
    if not any(key for key, _text in pairs):
        raise Unreadable("form")
    several: dict[str, list[Any]] = {}
    for key, text in pairs:
        several.setdefault(key, []).append(_opened(text))
    return {key: some if len(some) > 1 else some[0] for key, some in several.items()}


def _opened(text: str) -> Any:
    if text.lstrip()[:1] in ("{", "["):
        try:
            return _json(text)
        except Unreadable:
            return text
    return text


def check(document: Any) -> None:
    """Look at every value and key, level by level; raises Unreadable."""
    limits = documents.Limits(DEPTH, MOST_VALUES, KEY_LENGTH)
    try:
        limits.check(document)
    except Unfit as unfit:
        raise Unreadable(unfit.code) from None
