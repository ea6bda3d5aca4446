"""What a form asks, says and looks like: data of one shape, read and written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from audiences.models import Audience

FIELD, CATEGORY, PREFERENCE = "field", "category", "preference"
KINDS = (FIELD, CATEGORY, PREFERENCE)
MOST_PARTS = 60
ACCENT = "#5544cf"
# What the page says where staff wrote nothing.
TEXTS: Mapping[str, str | Promise] = {
    "heading": _("Sign up"),
    "intro": "",
    "button": _("Sign up"),
    "success": _("Thank you: you are signed up."),
    "pending": _(
        "Almost done: open the email that we just sent you, and confirm that you want "
        "to hear from us."
    ),
    "already": _("You are signed up, and nothing more is to be done."),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A question: a field, a category of groups or a preference, by its id.

    One that is `hidden` is not asked: its `value` is written down as it stands (of a
    category that is the id of a group). A preference may be `ticked` beforehand.
    """

    kind: str
    pk: int
    required: bool = False
    hidden: bool = False
    value: str = ""
    ticked: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}"

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            kind=str(said["kind"]),
            pk=int(said["pk"]),
            required=bool(said.get("required")),
            hidden=bool(said.get("hidden")),
            value=str(said.get("value", "")),
            ticked=bool(said.get("ticked")),
        )

    def data(self) -> dict[str, Any]:
        said: dict[str, Any] = {"kind": self.kind, "pk": self.pk}
        for name in ("required", "hidden", "value", "ticked"):
            if value := getattr(self, name):
                said[name] = value
        return said


@dataclass(frozen=True, slots=True)
class Design:
    """All of it; `texts` by language, under names of `TEXTS` and keys of parts."""

    parts: tuple[Part, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    accent: str = ACCENT
    background: str = ""
    redirect: str = ""
    is_double: bool = True
    must_choose: bool = False  # at least one of the preferences
    has_permissions: bool = False
    tags: tuple[int, ...] = ()

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            parts=tuple(Part.of(part) for part in said.get("parts", [])),
            texts=said.get("texts", {}),
            accent=said.get("accent", ACCENT),
            background=said.get("background", ""),
            redirect=said.get("redirect", ""),
            is_double=said.get("is_double", True),
            must_choose=said.get("must_choose", False),
            has_permissions=said.get("has_permissions", False),
            tags=tuple(said.get("tags", ())),
        )

    def data(self) -> dict[str, Any]:
        return {
            "parts": [part.data() for part in self.parts],
            "texts": {code: dict(said) for code, said in self.texts.items() if said},
            "accent": self.accent,
            "background": self.background,
            "redirect": self.redirect,
            "is_double": self.is_double,
            "must_choose": self.must_choose,
            "has_permissions": self.has_permissions,
            "tags": list(self.tags),
        }

    def text(self, name: str, languages: tuple[str, ...]) -> str:
        """What staff wrote, in the first of these languages that has it, or ours.

        Ours speaks the language of the moment.
        """
        for code in languages:
            if said := self.texts.get(code, {}).get(name, ""):
                return said
        return str(TEXTS.get(name, ""))

    def with_parts(self, parts: tuple[Part, ...]) -> Self:
        return replace(self, parts=parts)


def house_language(code: str) -> str:
    """The language of our own words beside texts of that one."""
    base = code.partition("-")[0].partition("_")[0].lower()
    return base if base in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def new_design(audience: Audience) -> Design:
    """What a new form begins with: the address and the names, if there are such."""
    fields = audience.fields.present().in_order()
    asked = fields.filter(column__in=["email", "first_name", "last_name"])
    parts = tuple(Part(FIELD, pk) for pk in asked.values_list("pk", flat=True))
    return Design(parts=parts, is_double=True)
