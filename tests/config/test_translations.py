import gettext
import os
from io import BytesIO
from pathlib import Path

import pytest

from config.translations import compile_stale, compiled

HEADER = """
# Parterre in French
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"""


def catalogue(entries: str) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(BytesIO(compiled(HEADER + entries)))


def test_a_message_is_translated() -> None:
    entries = 'msgid "Audience"\nmsgstr "Public"\n'

    assert catalogue(entries).gettext("Audience") == "Public"


def test_a_message_over_several_lines_is_joined() -> None:
    entries = r"""
msgid ""
"First\n"
"second"
msgstr ""
"Première\n"
"« deuxième »"
"""

    assert catalogue(entries).gettext("First\nsecond") == "Première\n« deuxième »"


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "%d personne"), (2, "%d personnes")]
)
def test_plurals_have_their_forms(number: int, expected: str) -> None:
    entries = """
msgid "%d person"
msgid_plural "%d people"
msgstr[0] "%d personne"
msgstr[1] "%d personnes"
"""

    assert catalogue(entries).ngettext("%d person", "%d people", number) == expected


def test_the_context_tells_equal_messages_apart() -> None:
    entries = """
msgctxt "verb"
msgid "Open"
msgstr "Ouvrir"
msgctxt "state"
msgid "Open"
msgstr "Ouvert"
"""

    translations = catalogue(entries)

    assert translations.pgettext("verb", "Open") == "Ouvrir"
    assert translations.pgettext("state", "Open") == "Ouvert"


@pytest.mark.parametrize(
    "entry",
    [
        '#, fuzzy\nmsgid "Tag"\nmsgstr "Segment"\n',
        'msgid "Tag"\nmsgstr ""\n',
        '#~ msgid "Tag"\n#~ msgstr "Segment"\n',
    ],
    ids=["guessed", "untranslated", "obsolete"],
)
def test_what_is_not_translated_stays_english(entry: str) -> None:
    translations = catalogue(f'{entry}\nmsgid "Flow"\nmsgstr "Parcours"\n')

    assert translations.gettext("Tag") == "Tag"
    assert translations.gettext("Flow") == "Parcours"


def test_only_changed_catalogues_are_compiled_again(tmp_path: Path) -> None:
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEADER)

    assert compile_stale(tmp_path) == 1
    assert compile_stale(tmp_path) == 0

    compiled_at = source.with_suffix(".mo").stat().st_mtime
    os.utime(source, (compiled_at + 1, compiled_at + 1))

    assert compile_stale(tmp_path) == 1
