"""Wording the messages of an audience: what is wrong with a text, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from delivery.language import (
    Bound,
    Facts,
    as_header,
    as_html,
    as_text,
    bind,
    program,
    read,
)
from delivery.language.tree import Value
from delivery.readers import facts_of
from delivery.vocabulary import vocabulary_of
from forms.letters.kinds import KINDS
from forms.letters.shaping import html_of
from forms.letters.texts import Wording, default, house_language
from forms.models import LetterText

if TYPE_CHECKING:
    from audiences.models import Audience
    from delivery.language import Vocabulary
    from forms.letters.kinds import Kind

# What stands in a preview for what is only known when it is sent.
SAMPLES = {
    "LINK:CONFIRM": "https://example.com/confirm",
    "LINK:UPDATE": "https://example.com/settings",
    "LINK:CONTACTS": "https://example.com/contacts",
    "NOTICE:COUNT": "2",
    "NOTICE:PEOPLE": "m•••@example.com\na•••@example.com",
    "NOTICE:DAY": "2026-11-28",
    "NOTICE:SUMMARY": "+12\n−3",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """How a message reads for one contact, or for nobody known."""

    subject: str
    text: str
    html: str
    reader: str = ""


def problems_of(audience: Audience, kind: str, subject: str, body: str) -> list[str]:
    """What keeps this text from being sent, each with its place; nothing if it can."""
    said = KINDS[kind]
    vocabulary = _vocabulary(audience, said)
    problems = []
    for label, source in ((_("Subject"), subject), (_("Text"), body)):
        text = read(source)
        for problem in bind(text, vocabulary)[1]:
            problems.append(
                _("%(part)s, line %(line)d, column %(column)d: %(sentence)s")
                % {
                    "part": label,
                    "line": problem.line,
                    "column": problem.column,
                    "sentence": problem.sentence,
                }
            )
    for_all = {node.name for node in read(body).nodes if isinstance(node, Value)}
    missing = [name for name in said.must_say if name not in for_all]
    return problems + [
        _("Text: “%s” is missing, or not everybody would see it.") % f"*|{name}|*"
        for name in missing
    ]


def preview(audience: Audience, kind: str, subject: str, body: str) -> Preview:
    """How it reads for the newest contact; what is wrong with it is left out."""
    vocabulary = _vocabulary(audience, KINDS[kind])

    def bound(source: str) -> Bound:
        return bind(read(source), vocabulary)[0]

    parts = [bound(subject), bound(body), bound(html_of(body))]
    needs = parts[0].needs | parts[1].needs | parts[2].needs
    newest = None
    if not KINDS[kind].is_for_staff:
        newest = audience.contacts.present().order_by("-ordinal").first()
    facts = facts_of(audience, [newest], needs)[0] if newest else Facts({}, {})
    words = {**facts.words, "UNSUB": "https://example.com/unsubscribe"}
    facts = Facts(words, facts.plain, facts.groups, facts.segments)
    escapes = (as_header, as_text, as_html)
    said: list[list[str]] = [[], [], []]
    for text, escape, into in zip(parts, escapes, said, strict=True):
        program(text.nodes, escape, str).write(facts, into)
    shown = ["".join(into) for into in said]
    return Preview(*shown, reader=newest.email_display if newest else "")


def own_text(audience: Audience, kind: str, language: str) -> LetterText | None:
    rows = LetterText.objects.filter(audience=audience, kind=kind, language=language)
    return rows.first()


def own_languages(audience: Audience) -> dict[str, list[str]]:
    """In which languages the audience words each message itself, by its kind."""
    own: dict[str, list[str]] = {}
    rows = audience.lettertexts.order_by("kind", "language")
    for kind, language in rows.values_list("kind", "language"):
        own.setdefault(kind, []).append(language)
    return own


def to_edit(audience: Audience, kind: str, language: str) -> Wording:
    """What somebody begins with who words it in this language: their own, else what
    the house says in it, or in English.
    """
    if row := own_text(audience, kind, language):
        return Wording(row.subject, row.body, language, is_own=True)
    return default(kind, house_language(language) or "en", language)


def save(audience: Audience, kind: str, language: str, subject: str, body: str) -> None:
    """Say it so from now on; what is as the house says it stays the house's."""
    usual = default(kind, house_language(language) or "en", language)
    if house_language(language) and (subject, body) == (usual.subject, usual.body):
        reset(audience, kind, language)
        return
    LetterText.objects.update_or_create(
        audience=audience,
        kind=kind,
        language=language,
        defaults={"subject": subject, "body": body},
    )


def reset(audience: Audience, kind: str, language: str) -> bool:
    """Say it as the house does again; False where it was so."""
    rows = LetterText.objects.filter(audience=audience, kind=kind, language=language)
    return bool(rows.delete()[0])


def _vocabulary(audience: Audience, kind: Kind) -> Vocabulary:
    samples = {name: SAMPLES[name] for name in kind.words}
    return vocabulary_of(audience, samples)
