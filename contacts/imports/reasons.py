"""Why a row was refused: a code in the table, a sentence for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts import addresses, values

REASONS: dict[str, str | Promise] = {
    "nul": _("The row holds a NUL character; the file may be damaged here."),
    "quote": _("A quotation mark is opened and never closed."),
    "long": _("The line is longer than a megabyte."),
    "columns": _("The row has more than 300 cells."),
    "ragged": _("The row has more cells than there are columns."),
    "suppressed": _("This address opted out or died earlier and stays out."),
    **values.REASONS,
    "tag_long": _("A tag has at most 100 characters."),
    "tags_many": _("A person gets at most 50 tags at once."),
    "group_long": _("The name of a group has at most 100 characters."),
    "groups_many": _("A person joins at most 50 groups of a category at once."),
    "groups_one": _("A person is in one group of this category; the cell names more."),
    "group_unknown": _(
        "The category has no group of this name, and takes no new ones from a file."
    ),
    "groups_full": _("The category would have more than 500 groups."),
    "status": _("The status is a word that is not known here."),
    **{f"email_{code}": reason for code, reason in addresses.REASONS.items()},
}


# The same with the word that it is about.
NAMING: dict[str, str | Promise] = {
    "status": _("“%(value)s” is no status that is known here."),
}


def sentence(code: str, value: str = "") -> str:
    if value and code in NAMING:
        return str(NAMING[code]) % {"value": value}
    return str(REASONS[code])
