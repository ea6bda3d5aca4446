"""What a public page of a form shows: the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import get_language_info
from django.utils.translation.trans_real import parse_accept_lang_header

from forms.models import SignupForm
from forms.signup import colors
from forms.signup.design import Design

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audiences.models import Audience

# The field that people do not see, and programs fill in.
TRAP = "homepage"
OWN_LOOK = "--brand-fill: {accent}; --brand-fill-hover: {accent}; --join-ink: {ink};"


class Spoken(NamedTuple):
    """A language in which the page can be read."""

    code: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A form as it is shown in a language; `way` is page, embed or popup."""

    form: SignupForm
    design: Design
    language: str
    way: str = "page"

    @property
    def audience(self) -> Audience:
        return self.form.audience

    @property
    def languages(self) -> tuple[str, ...]:
        return (self.language, self.audience.language)

    @property
    def action(self) -> str:
        """Where it is posted; answers to what came from elsewhere stay so."""
        names = {"page": "join", "embed": "join_embed", "popup": "join_frame"}
        return reverse(names[self.way], args=[self.form.token])

    def text(self, name: str) -> str:
        return self.design.text(name, self.languages)

    @property
    def heading(self) -> str:
        return self.text("heading")

    @property
    def intro(self) -> str:
        return self.text("intro")

    @property
    def button(self) -> str:
        return self.text("button")

    @property
    def success(self) -> str:
        return self.text("success")

    @property
    def already(self) -> str:
        return self.text("already")

    @property
    def trap(self) -> str:
        return TRAP

    @property
    def logo_url(self) -> str:
        if not self.form.logo:
            return ""
        return reverse("join_logo", args=[self.form.token])

    @property
    def style(self) -> str:
        """The colors of staff, as declarations; only what is a color gets in."""
        accent = self.design.accent
        if not colors.is_color(accent):
            return ""
        return OWN_LOOK.format(accent=accent, ink=colors.ink_on(accent))

    @property
    def ground(self) -> str:
        """The color behind the page, with letters that can be read on it."""
        behind = self.design.background
        if not colors.is_color(behind):
            return ""
        scheme = "dark" if colors.is_dark(behind) else "light"
        return f"color-scheme: {scheme}; --bg: {behind};"

    @property
    def spoken(self) -> list[Spoken]:
        """The languages to choose from; none where there is one only."""
        codes = self.audience.spoken
        if len(codes) < 2:
            return []
        return [Spoken(code, _own_name(code), code == self.language) for code in codes]


def language_for(audience: Audience, wanted: str, accepted: str) -> str:
    """The one that is asked for, else the first that the browser and they share."""
    codes = audience.spoken
    if wanted in codes:
        return wanted
    for code, _weight in parse_accept_lang_header(accepted[:500]):
        for known in codes:
            if known.lower() == code or known.lower() == code.partition("-")[0]:
                return known
    return audience.language


def is_web_address(url: str) -> bool:
    """Whether somebody can be led there: by http or https alone, to a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def policy(page: Page, *, is_framed: bool = False) -> Mapping[str, list[str]]:
    """What browsers allow the page: also to be led on after it is sent."""
    said: dict[str, Any] = {**settings.SECURE_CSP}
    if page.design.redirect and is_web_address(page.design.redirect):
        parts = urlsplit(page.design.redirect)
        said["form-action"] = [CSP.SELF, f"{parts.scheme}://{parts.netloc}"]
    if is_framed:
        said["frame-ancestors"] = ["*"]
    return said


def _own_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code
