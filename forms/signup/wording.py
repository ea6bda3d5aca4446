"""What somebody read who filled in a form, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contacts.models import GroupCategory
from forms.permissions.asking import block_for
from forms.signup.questions import Question, questions_of

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.permissions.asking import Block
    from forms.signup.design import Design


def wording_of(audience: Audience, design: Design, language: str) -> str:
    """What the page reads in that language; ours speaks that of the moment."""
    languages = (language, audience.language)
    questions = questions_of(audience, design, languages)
    block = block_for(audience, language) if design.has_permissions else None
    return told(design, questions, languages, block)


def told(
    design: Design,
    questions: Sequence[Question],
    languages: tuple[str, ...],
    block: Block | None = None,
) -> str:
    lines = [design.text(name, languages) for name in ("heading", "intro")]
    lines += [_line(question) for question in questions if question.is_asked]
    if block:
        lines += [block.heading, block.explanation]
        lines += [f"{one.title}: {one.text}" for one in block.asked]
    lines.append(f"[{design.text('button', languages)}]")
    return "\n".join(line for line in lines if line)


def _line(question: Question) -> str:
    if question.part.ticked:
        return f"[x] {question.label}"
    if isinstance(question.about, GroupCategory):
        names = ", ".join(group.name for group in question.about.listed_groups)
        return f"{question.label}: {names}"
    return question.label
