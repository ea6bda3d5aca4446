"""Which survey a public address names."""

from __future__ import annotations

from forms.models import Survey
from forms.signup.finding import TOKEN


def find(token: str) -> Survey | None:
    """The survey of the token, be it closed; none that was never published.

    None of an audience that is put aside or gone.
    """
    written = TOKEN.match(token)
    if written is None:
        return None
    surveys = Survey.objects.select_related("audience__account__plan")
    return surveys.filter(
        audience__public_id=written[1],
        audience__archived_at=None,
        audience__deleting_at=None,
        public_id=written[2],
        published_at__isnull=False,
    ).first()
