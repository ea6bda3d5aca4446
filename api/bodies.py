"""What clients send: JSON, read so that whatever comes of it fits the database."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from api.problems import Problem, bad_request, invalid, too_large
from api.refusals import mistaken
from audiences import documents
from audiences.documents import Unfit

LIMITS = documents.Limits(depth=32, values=500_000, longest_key=255)
NO_JSON = "JSON Parse Error"
DETAILS = {
    "json": "We encountered an unspecified JSON parsing error.",
    "utf8": "The body of the request is not UTF-8.",
    "deep": f"The body nests deeper than {LIMITS.depth} levels.",
}
MESSAGES = {
    "key": f"A name has at most {LIMITS.longest_key} characters",
    "nul": "The text has a null character",
    "half": "The text has half of a character",
    "number": "The number is too large",
}


class BodyParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        """The object that an operation needs; raises a Problem for anything else."""
        body = body_of(request)
        if not isinstance(body, dict):
            raise invalid(("", mistaken("object", body)))
        return body


def body_of(request: HttpRequest) -> Any:
    """The JSON of the body, None where there is none; raises a Problem."""
    if not request.body:
        return None
    try:
        document = documents.read(request.body)
        LIMITS.check(document)
    except Unfit as unfit:
        raise _problem_of(unfit) from None
    return document


def _problem_of(unfit: Unfit) -> Problem:
    if unfit.code == "many":
        return too_large(
            f"The body of a request holds {LIMITS.values:,} values at most."
        )
    if unfit.code in DETAILS:
        return bad_request(NO_JSON, DETAILS[unfit.code])
    return invalid((unfit.path, MESSAGES[unfit.code]))
