"""Names of time zones, as the database of zones has them."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_time_zone(name: str) -> None:
    """Refuse what no page could be shown in."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is no time zone. Write it like Europe/Oslo, or UTC."),
            params={"name": name},
        )
