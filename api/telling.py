"""What clients say of members, read as what the audience keeps: or why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from api import merge_values
from api.moments import moment_of
from api.problems import Problem, invalid
from contacts import values
from contacts.addresses import AddressError, normalize
from contacts.receiving import Told
from contacts.values import ValueRefused

if TYPE_CHECKING:
    from api.schemas.members import MemberFacts
    from audiences.models import Audience
    from contacts.models import Field

OURS = {"transactional": "nonsubscribed"}
MAX_TAG = 100
MAX_TAGS = 500
LANGUAGE = 10
BAD_ADDRESS = "Please provide a valid email address."
BAD_FIELDS = "Your merge fields were invalid."


def email_of(text: str) -> str:
    """The one spelling of an address; raises a Problem."""
    try:
        return normalize(text)
    except AddressError as error:
        raise invalid(("email_address", str(error)), detail=BAD_ADDRESS) from None


def spelled(text: str) -> str:
    return text.strip()[:254]


def status_of(status: str | None) -> str:
    """Ours for one of the API; empty for none."""
    return OURS.get(status, status) if status else ""


@dataclass(frozen=True)
class Reading:
    """Reads what is said of members of an audience; made once for many of them."""

    audience: Audience
    demands: bool = True  # the values of required fields

    def told(
        self,
        email: str,
        facts: MemberFacts,
        *,
        status: str | None = None,
        if_new: str | None = None,
        is_new: bool,
    ) -> Told:
        """Raises a Problem that names everything that is wrong."""
        told = _Facts(facts, self.audience.country)
        columns, fields = self._merge_fields(facts.merge_fields, is_new=is_new)
        columns |= told.columns()
        groups = self._groups(facts.interests, told)
        tags = told.tags()
        if told.errors:
            raise invalid(*told.errors)
        return Told(
            email,
            status=status_of(status),
            if_new=status_of(if_new),
            sms_status=facts.sms_subscription_status or "",
            columns=columns,
            fields=fields,
            tags=tags,
            groups=groups,
        )

    @cached_property
    def _fields(self) -> dict[str, Field]:
        fields = self.audience.fields.present().exclude(column="email")
        return {one.tag: one for one in fields.in_order()}

    @cached_property
    def _interests(self) -> dict[str, int]:
        groups = self.audience.groups.present().filter(category__deleted_at=None)
        return dict(groups.values_list("public_id", "pk"))

    def _merge_fields(
        self, said: Mapping[str, Any], *, is_new: bool
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Columns by name and own fields by key; unknown tags say nothing."""
        by_tag = {tag.upper(): value for tag, value in said.items()}
        columns: dict[str, Any] = {}
        fields: dict[str, Any] = {}
        errors = []
        for tag, one in self._fields.items():
            asked = one.required and self.demands
            if tag not in by_tag:
                if asked and is_new:
                    errors.append((tag, merge_values.MISSING))
                continue
            try:
                value = merge_values.read(one, by_tag[tag], self.audience.country)
            except merge_values.Wrong as wrong:
                errors.append((tag, str(wrong)))
                continue
            if asked and value is None:
                errors.append((tag, merge_values.MISSING))
            elif one.column:
                columns[one.column] = value or ""
            else:
                fields[one.key] = value
        if errors:
            raise invalid(*errors, detail=BAD_FIELDS)
        return columns, fields

    def _groups(self, said: Mapping[str, bool], told: _Facts) -> dict[int, bool]:
        unknown = [name for name in said if name not in self._interests]
        told.errors += [
            (f"interests.{name}", "There is no such interest.") for name in unknown
        ]
        return {
            self._interests[name]: joins
            for name, joins in said.items()
            if name in self._interests
        }


@dataclass(slots=True)
class _Facts:
    """What is said of one person beside fields, and what is wrong with it."""

    said: MemberFacts
    country: str  # of numbers without a country code
    errors: list[tuple[str, str]] = field(default_factory=list)

    def columns(self) -> dict[str, Any]:
        said, told = self.said, self.said.tells
        columns: dict[str, Any] = {}
        if told("vip"):
            columns["vip"] = said.vip
        if told("language"):
            columns["language"] = self._language()
        if told("sms_phone_number"):
            columns["sms_phone"] = self._number()
        if told("location"):
            columns |= self._place()
        for name, column in (("signup", "signup_at"), ("opt", "optin_at")):
            if at := self._moment(f"timestamp_{name}"):
                columns[column] = at
        for name, column in (("signup", "signup_ip"), ("opt", "optin_ip")):
            if ip := self._ip(f"ip_{name}"):
                columns[column] = ip
        return columns

    def tags(self) -> list[str] | None:
        if not self.said.tells("tags"):
            return None
        return tag_names(self.said.tags, self.errors)

    def _language(self) -> str:
        try:
            return values.language(self.said.language.strip())
        except ValueRefused as refused:
            self.errors.append(("language", values.sentence(str(refused))))
        return ""

    def _number(self) -> str:
        text = self.said.sms_phone_number.strip()
        try:
            return values.mobile_of(self.country)(text) if text else ""
        except ValueRefused as refused:
            self.errors.append(("sms_phone_number", values.sentence(str(refused))))
        return ""

    def _place(self) -> dict[str, float | None]:
        place: dict[str, float | None] = {}
        for name, most in (("latitude", 90), ("longitude", 180)):
            if name not in self.said.location.model_fields_set:
                continue
            degrees = getattr(self.said.location, name)
            if degrees is not None and abs(degrees) > most:
                text = f"Must be between -{most} and {most}"
                self.errors.append((f"location.{name}", text))
            place[name] = degrees
        return place

    def _moment(self, name: str) -> datetime | None:
        try:
            return moment_of(name, getattr(self.said, name))
        except Problem as problem:
            self.errors += problem.errors
        return None

    def _ip(self, name: str) -> str:
        text = getattr(self.said, name).strip()
        try:
            return values.ip(text) if text else ""
        except ValueRefused as refused:
            self.errors.append((name, values.sentence(str(refused))))
        return ""


def tag_names(said: list[str], errors: list[tuple[str, str]]) -> list[str]:
    """The names without blanks and doubles; what is wrong with any joins the errors."""
    names = [name for name in dict.fromkeys(map(str.strip, said)) if name]
    if any(len(name) > MAX_TAG for name in names):
        errors.append(("tags", f"A tag has at most {MAX_TAG} characters."))
    if len(names) > MAX_TAGS:
        errors.append(("tags", f"At most {MAX_TAGS} tags can be given at once."))
    return names
