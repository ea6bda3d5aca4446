"""What each column of a file fills: guessed from titles and samples, changed by people.

Stored with the import as a list with one entry per column of the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from contacts.imports import bookkeeping, extras, statuses
from contacts.imports.extras import GROUPS
from contacts.imports.reading import FileRefused
from contacts.values import ValueRefused, country_of, reader_of
from contacts.values.numbers import POINT

if TYPE_CHECKING:
    from contacts.models import Field, GroupCategory

SKIP, TAGS, NEW, FIELD, LANGUAGE, COUNTRY = (
    *("skip", "tags", "new"),
    *("field", "language", "country"),
)
MAX_NEW_FIELDS = 100
MAX_TITLE = 200

# Titles as exports of the usual tools write them, folded to letters and digits.
NAMES: dict[str, set[str]] = {
    "EMAIL": {
        *("email", "emailaddress", "mail", "emailadres", "adresseemail"),
        *("courriel", "adressemail", "emailadresse", "correo"),
    },
    "FNAME": {
        *("fname", "firstname", "givenname", "prenom", "voornaam", "vorname"),
        *("forename", "nombre"),
    },
    "LNAME": {
        *("lname", "lastname", "surname", "familyname", "nom", "achternaam"),
        *("nachname", "nomdefamille", "apellido"),
    },
    "PHONE": {
        *("phone", "phonenumber", "telephone", "tel", "mobile", "gsm", "telefoon"),
        "telefon",
    },
    "BIRTHDAY": {"birthday", "anniversaire", "verjaardag", "geburtstag"},
    "ADDRESS": {"address", "adresse", "adres"},
}
TAG_TITLES = {"tags", "tag", "etiquettes", "labels", "etiquetas"}
# The interests of Flexmail are names separated by commas, as tags are.
INTEREST_TITLES = {
    *("interests", "interets", "interesses", "interestlabels", "labelsdinteret"),
    *("interesselabels", "centresdinteret", "interesse", "interest", "interet"),
}
LANGUAGE_TITLES = {
    *("language", "langue", "taal", "sprache", "lang", "communicationlanguage"),
    *("languedecommunication", "communicatietaal", "preferredlanguage"),
    *("languepreferee", "voorkeurstaal"),
}
# A name alone is the last one where a column holds the first.
PLAIN_NAMES = {"name", "naam", "nom"}
COUNTRY_TITLES = {"countrycode", "cc", "codepays", "landcode", "country", "pays"}

STATUS = "status"

GUESSES = ("number", "date", "url")
_CODE = re.compile(r"\+|0\d")


@dataclass(slots=True)
class Column:
    """One column of the file: `target` says what kind of thing it fills."""

    title: str
    target: str = SKIP
    field: int | None = None  # the id, for FIELD
    type: str = "text"  # of the new field, for NEW
    label: str = ""  # of the new field, for NEW
    note: str = ""  # why it is skipped, in words
    category: int | None = None  # the id, for GROUPS
    # How its numbers are read, once that is known: contacts.imports.decimals.
    decimal: str = ""
    shown_by: str = ""
    unclear: str = ""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def fold(title: str) -> str:
    """The letters and digits of a title, of any script, without accents."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    return re.sub(r"[\W_]", "", plain)


def suggest(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    fields: Iterable[Field],
    categories: Iterable[GroupCategory] = (),
) -> list[Column]:
    """Guess what every column fills; what is not known becomes a new field."""
    by_title = {fold(category.title): category.pk for category in categories}
    by_name = _by_name(fields, by_title.keys())
    taken: dict[str, str] = {}
    columns = []
    notes = bookkeeping.notes({title: fold(title) for title in titles})
    _tell_names(by_name, {fold(title) for title in titles})
    for index, title in enumerate(titles):
        column = _guess(title, index, samples_of(rows, index), by_name)
        is_sure = column.target in {SKIP, FIELD} or fold(title) in TAG_TITLES
        if fold(title) in by_title and not is_sure:
            column = Column(column.title, GROUPS, category=by_title[fold(title)])
        if column.target == NEW and title in notes:
            column = Column(column.title, note=notes[title])
        key = f"{column.target} {_filled(column)}"
        if column.target not in {SKIP, TAGS} and key in taken:
            column.target, column.label = SKIP, ""
            column.note = _("“%s” fills the same already.") % taken[key]
        taken.setdefault(key, column.title)
        columns.append(column)
    _find_email(columns, rows, by_name["email"])
    return columns


def _filled(column: Column) -> int | str:
    """What the column fills of those of its target."""
    return column.field or column.category or fold(column.label) or column.label


def samples_of(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """What stands in the column in these rows, where anything does."""
    return [r[index].strip() for r in rows if index < len(r) and r[index].strip()]


def email_column(columns: Sequence[Column], fields: Iterable[Field]) -> int:
    """The index of the column of addresses; `FileRefused` when there is none."""
    emails = {field.pk for field in fields if field.tag == "EMAIL"}
    for index, column in enumerate(columns):
        if column.target == FIELD and column.field in emails:
            return index
    raise FileRefused(_("No column of the file holds email addresses."))


def check(mapped: Sequence[Mapping[str, Any]], fields: Iterable[Field]) -> None:
    """Raise `FileRefused` when nothing can come of a file that is mapped like this."""
    columns = [Column(**column) for column in mapped]
    email_column(columns, fields)
    if sum(column.target == NEW for column in columns) > MAX_NEW_FIELDS:
        raise FileRefused(
            _("The file has more than %s columns that no field is there for.")
            % MAX_NEW_FIELDS
        )


def new_tag(label: str, taken: set[str]) -> str:
    """A merge tag for a new field: its label in capitals, made unique."""
    base = re.sub(r"[^A-Z0-9]+", "_", _ascii(label).upper()).strip("_")
    base = (base if base[:1].isalpha() else f"F{base}")[:10].rstrip("_") or "FIELD"
    tag, n = base, 2
    while tag in taken:
        tag = f"{base[: 10 - len(str(n))]}{n}"
        n += 1
    return tag


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return plain.encode("ascii", "ignore").decode()


def _by_name(fields: Iterable[Field], others: Collection[str]) -> dict[str, Field]:
    """Fields by their own names, and by the usual ones where no field has those."""
    listed = list(fields)
    found = {fold(field.tag): field for field in listed if field.tag == "EMAIL"}
    for field in listed:
        for name in (fold(field.tag), fold(field.label)):
            found.setdefault(name, field)
    for field in listed:
        for name in NAMES.get(field.tag, set()) - set(others):
            found.setdefault(name, field)
    found.pop("", None)  # a label of signs alone
    return found


def _tell_names(by_name: dict[str, Field], names: set[str]) -> None:
    """Let a plain name fill the last one where there is a first one beside it."""
    last = next((f for f in by_name.values() if f.tag == "LNAME"), None)
    if last and names & NAMES["FNAME"]:
        for name in PLAIN_NAMES:
            by_name.setdefault(name, last)


def _guess(
    title: str, index: int, samples: list[str], by_name: dict[str, Field]
) -> Column:
    if not title and not samples:
        note = _("it has neither a title nor values.")
        return Column(_column(index), note=note)
    name = fold(title)
    title = (title or _column(index))[:MAX_TITLE]
    if name in TAG_TITLES | INTEREST_TITLES:
        return Column(title, TAGS)
    if name in statuses.TITLES and _all(_is_status, samples):
        return Column(title, STATUS)
    if name in by_name:
        return Column(title, FIELD, field=by_name[name].pk)
    if target := _guess_fact(name, samples):
        return Column(title, target)
    return Column(title, NEW, type=_guess_type(samples), label=title[:100])


def _guess_fact(name: str, samples: list[str]) -> str:
    """What of every person a title means, where the samples agree."""
    if name in LANGUAGE_TITLES and _all(_is_language, samples):
        return LANGUAGE
    if name in COUNTRY_TITLES and _all(_is_country, samples):
        return COUNTRY
    return extras.guess(name, samples)


def _guess_type(samples: list[str]) -> str:
    for name in GUESSES:
        if samples and all(_parses(name, sample) for sample in samples):
            return name
    return "text"


def _parses(name: str, sample: str) -> bool:
    if name == "number" and _CODE.match(sample):
        return False  # a postcode or phone number would lose its zeros
    if name == "url" and "://" not in sample:
        return False
    try:
        reader_of(name, decimal=POINT)(sample)
    except ValueRefused:
        return False
    return True


def _find_email(
    columns: list[Column], rows: Sequence[Sequence[str]], email: Field
) -> None:
    """Without a title that says so, the first column full of @ holds the addresses."""
    if any(column.field == email.pk for column in columns):
        return
    for index, column in enumerate(columns):
        cells = samples_of(rows, index)
        if sum("@" in cell for cell in cells) * 2 > len(cells):
            columns[index] = Column(column.title, FIELD, field=email.pk)
            return


def _column(index: int) -> str:
    return _("Column %s") % (index + 1)


def _all(check: Callable[[str], bool], samples: list[str]) -> bool:
    return bool(samples) and all(map(check, samples))


def _is_language(cell: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z]{2}([-_][A-Za-z]{2})?", cell))


def _is_status(cell: str) -> bool:
    return bool(statuses.of_word(cell))


def _is_country(cell: str) -> bool:
    return bool(country_of(cell))
