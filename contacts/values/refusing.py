"""Why a text is no value of a field: a code to keep, a sentence for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "text_long": _("The text is longer than 1,000 characters."),
    "text_nul": _("The text holds a NUL character."),
    "name_long": _("The text is longer than 255 characters."),
    "number": _("This is no number."),
    "number_unclear": _(
        "This could be read in two ways: write a point before decimals and nothing "
        "between thousands, as in 1234.5."
    ),
    "date": _("This is no date; write it as 2026-11-22."),
    "birthday": _("This is no birthday; write it as 11/22, the month first."),
    "phone": _("This is no phone number."),
    "phone_code": _("No country has this calling code."),
    "phone_length": _("A phone number of this country has more or fewer digits."),
    "phone_national": _(
        "This is no phone number of the audience’s country; write it with its "
        "country code, as in +32 470 12 34 56."
    ),
    "phone_country": _(
        "Write the phone number with its country code, as in +32 470 12 34 56."
    ),
    "phone_fixed": _("No SMS goes to this kind of number."),
    "url": _("This is no web address."),
    "zip": _("A postcode has at most 20 characters."),
    "choice": _("This is none of the choices of the field."),
    "region": _("A region has at most 100 characters."),
    "time_zone": _("This is no time zone; write it like Europe/Oslo, or UTC."),
    "truth": _("Write yes or no."),
    "ip": _("This is no IP address."),
    "language": _("This is no code of a language; write it like en or pt-br."),
}


class ValueRefused(Exception):
    """The code of the reason why a text is no value of its field."""


def sentence(code: str) -> str:
    return str(REASONS[code])
