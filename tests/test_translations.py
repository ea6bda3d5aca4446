"""The French catalogue: whole, in step with the code, and what people get to read."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize

from accounts.models import User
from audiences import jobs
from audiences.models import Audience, Job
from config.translations import compile_stale, entries
from contacts.arranging import Arrangement
from contacts.listing import Counts
from contacts.table import table_of
from tests.factories import AudienceFactory
from tests.wall import REPOSITORY

SOURCE = REPOSITORY / "locale/fr/LC_MESSAGES/django.po"
NOT_SHOWN = {"tests", "bench", "node_modules", "var", "static", "docs", "migrations"}

# The functions that mark a text, and where its context and its forms stand.
MARKS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"], (None, [0])),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (None, [0, 1])),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], (0, [1])),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], (0, [1, 2])),
}
CALL = re.compile(r"\b(?:_|n?p?gettext)\(")
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}|</?\w+[^>]*>")
LOOSE_SPACE = re.compile(r" [:;!?»]|« |\d [%€]")

type Message = tuple[str, ...]  # context, then its forms

UPDATE = (
    "manage.py makemessages -l fr --no-location --no-obsolete"
    " -i node_modules -i .venv -i var -i tests -i bench"
)


def catalogue() -> list[dict[str, str]]:
    """The entries behind the header."""
    return list(entries(SOURCE.read_text(encoding="utf-8")))[1:]


def forms_of(entry: dict[str, str]) -> list[str]:
    return [text for key, text in entry.items() if key.startswith("msgstr")]


def places_in(text: str) -> Counter[str]:
    return Counter(PLACE.findall(text))


def marked_in(tree: ast.AST) -> Iterator[Message]:
    """The texts that a piece of Python marks; a name for a text marks nothing."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        context, forms = MARKS.get(name, (None, []))
        places = [*([] if context is None else [context]), *forms]
        said = [node.args[place] for place in places if place < len(node.args)]
        texts = [str(arg.value) for arg in said if isinstance(arg, ast.Constant)]
        if texts and len(texts) == len(places):
            yield tuple(texts) if context == 0 else ("", *texts)


def calls_in(template: str) -> Iterator[ast.AST]:
    """What Django itself extracts from a template: calls among crossed-out text."""
    text = templatize(template)
    for call in CALL.finditer(text):
        for end in (found.end() for found in re.finditer(r"\)", text)):
            if end > call.end() and (tree := parsed(text[call.start() : end])):
                yield tree
                break


def parsed(text: str) -> ast.AST | None:
    try:
        return ast.parse(text, mode="eval")
    except SyntaxError:
        return None


def sources(kind: str) -> Iterator[Path]:
    for path in sorted(REPOSITORY.glob(f"*/**/*{kind}")):
        parts = path.relative_to(REPOSITORY).parts
        if not NOT_SHOWN & set(parts) and not parts[0].startswith("."):
            yield path


def early_calls(module: ast.Module) -> Iterator[ast.Call]:
    """Calls that translate at once and stand outside of all functions."""
    imported = [node for node in module.body if isinstance(node, ast.ImportFrom)]
    names = {
        name.asname or name.name
        for node in imported
        for name in node.names
        if name.name in MARKS and not name.name.endswith(("_lazy", "_noop"))
    }
    waiting: list[ast.AST] = [module]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
            yield node
        if not isinstance(node, ast.FunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def marked() -> set[Message]:
    found: set[Message] = set()
    for path in sources(".py"):
        found.update(marked_in(ast.parse(path.read_text(encoding="utf-8"))))
    for path in [*sources(".html"), *sources(".txt")]:
        for tree in calls_in(path.read_text(encoding="utf-8")):
            found.update(marked_in(tree))
    return found


def test_every_text_of_the_code_is_in_the_catalogue() -> None:
    known: set[Message] = set()
    for entry in catalogue():
        context, one = entry.get("msgctxt", ""), entry["msgid"]
        known.add((context, one))
        if "msgid_plural" in entry:
            known.add((context, one, entry["msgid_plural"]))

    found = marked()

    assert len(found) > 900
    assert found - known == set(), f"Translate what this adds: {UPDATE}"


def test_no_text_is_translated_before_the_language_is_known() -> None:
    """At import nobody is there to be spoken to: what is said then must be lazy."""
    early = [
        f"{path.relative_to(REPOSITORY)}:{call.lineno}"
        for path in sources(".py")
        for call in early_calls(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert early == []


def test_every_entry_is_translated_and_none_is_guessed() -> None:
    untold = [
        entry["msgid"]
        for entry in catalogue()
        if "fuzzy" in entry or not all(forms_of(entry))
    ]

    assert untold == []


def test_what_is_counted_has_two_forms() -> None:
    for entry in catalogue():
        expected = 2 if "msgid_plural" in entry else 1
        assert len(forms_of(entry)) == expected, entry["msgid"]


def test_places_and_tags_are_those_of_the_source() -> None:
    for entry in catalogue():
        one = places_in(entry["msgid"])
        many = places_in(entry.get("msgid_plural", entry["msgid"]))
        first, *others = map(places_in, forms_of(entry))
        # French says "one" of none as well, so its first form may name the number.
        assert first in (one, many), entry["msgid"]
        assert all(places == many for places in others), entry["msgid"]


def test_no_line_breaks_before_french_punctuation() -> None:
    texts = [text for entry in catalogue() for text in forms_of(entry)]

    assert [text for text in texts if LOOSE_SPACE.search(text)] == []


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    compile_stale()


@pytest.mark.parametrize(
    ("browser", "lang", "words"),
    [("fr-BE,fr;q=0.9", "fr", "Se connecter"), ("en-GB", "en", "Sign in")],
)
def test_visitors_are_spoken_to_as_their_browser_asks(
    client: Client, db: None, browser: str, lang: str, words: str
) -> None:
    url = reverse("account_login")

    page = client.get(url, headers={"Accept-Language": browser})

    assert f'<html lang="{lang}" dir="ltr">' in page.text
    assert f"<h1>{words}</h1>" in page.text
    assert page.headers["Content-Language"] == lang


def test_users_are_spoken_to_as_they_chose_whatever_the_browser_asks(
    as_alice: Client, alice: User, audience: Audience
) -> None:
    User.objects.filter(pk=alice.pk).update(language="fr")
    url = reverse("audiences:audience_list", args=[audience.account_id])

    page = as_alice.get(url, headers={"Accept-Language": "en"})

    assert '<html lang="fr" dir="ltr">' in page.text
    assert "Ajouter une audience" in page.text


def test_a_language_that_was_chosen_is_spoken_at_once(
    as_alice: Client, alice: User
) -> None:
    url = reverse("accounts:user_update")

    page = as_alice.post(url, {"name": "Alice", "language": "fr"}, follow=True)

    assert "Vos réglages sont enregistrés." in page.text
    assert '<option value="en">English</option>' in page.text


def test_a_language_that_is_given_up_leaves_it_to_the_browser(
    as_alice: Client, alice: User
) -> None:
    User.objects.filter(pk=alice.pk).update(language="fr")
    url = reverse("accounts:user_update")

    page = as_alice.post(url, {"name": "Alice", "language": ""}, follow=True)

    assert "Your settings are saved." in page.text


def test_large_numbers_are_grouped_as_the_language_does(audience: Audience) -> None:
    arrangement = Arrangement(None, [], None, None)
    table = replace(table_of(audience, QueryDict(), arrangement), counts=Counts(None))

    with translation.override("en"):
        assert (table.more_than, table.tabs[0].count) == ("50,000", "50,000+")
    with translation.override("fr"):
        assert (table.more_than, table.tabs[0].count) == (
            "50\u00a0000",
            "50\u00a0000+",
        )


@jobs.step_of("tests.refusing")
def refuse(job: Job) -> bool:
    raise jobs.JobError(translation.gettext("This is no number."))


def test_a_job_speaks_the_language_of_who_started_it(db: None) -> None:
    with translation.override("fr"):
        job = jobs.start(AudienceFactory.create(), "tests.refusing", "", owner=None)

    with translation.override("en"):
        jobs.run(job)

    assert job.error == "Ce n’est pas un nombre."
