"""The forms by which the people of Fjord Coffee came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from contacts.demo.growth import Growth
from contacts.models import Source
from forms.models import SignupForm, SignupFormDay
from forms.signup import making
from forms.signup.design import PREFERENCE, Design, Part, new_design

TEXTS = {
    "en": {
        "heading": "Letters from the coast",
        "intro": "Once a month: new roasts, where they grew, and when the cafés are "
        "open late. You can leave with one click.",
        "button": "Send me the letter",
    },
    "fr": {
        "heading": "Lettres de la côte",
        "intro": "Une fois par mois : les nouvelles torréfactions et leur origine. "
        "Vous pouvez partir d’un clic.",
        "button": "Envoyez-moi la lettre",
    },
}
SEEN = 9  # by how many for one who sends it, about


def tell(readers: Growth) -> None:
    audience = readers.ground.audience
    offered = audience.preferences.offered().filter(is_public=True).in_order()
    parts = [Part(PREFERENCE, one.pk) for one in offered[:3]]
    design = new_design(audience)
    asked = Design.of(
        design.data()
        | {
            "texts": {code: TEXTS[code] for code in audience.spoken if code in TEXTS},
            "parts": [part.data() for part in (*design.parts, *parts)],
            "accent": "#0f6b5c",
        }
    )
    form = making.make(audience, "Sign-up form on fjord.example", asked, actor=None)
    _bring(form)
    SignupFormDay.objects.bulk_create(_days(form))
    making.make(audience, "At the till", new_design(audience), actor=None)


def _bring(form: SignupForm) -> None:
    """Let everybody have come by it who came by a form."""
    sources = form.audience.sources.filter(kind=Source.Kind.FORM)
    sources.filter(object_id=form.pk).delete()
    sources.filter(object_id=0).update(object_id=form.pk)


def _days(form: SignupForm) -> Iterator[SignupFormDay]:
    by = Random("who saw the form")  # noqa: S311 - nothing here is secret
    came = form.audience.contacts.filter(
        source__kind=Source.Kind.FORM, source__object_id=form.pk
    )
    days = came.values(day=TruncDate("created_at")).annotate(
        n=Count("pk"), waiting=Count("pk", filter=Q(status="pending"))
    )
    for row in days.order_by("day"):
        day: date = row["day"]
        yield SignupFormDay(
            audience=form.audience,
            form=form,
            day=day,
            shard=0,
            shown=row["n"] * SEEN + by.randint(0, 2 * SEEN),
            submitted=row["n"],
            confirmed=row["n"] - row["waiting"],
        )
