"""A page of Fjord Coffee, what the audience tells of itself, and who came to see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from contacts.demo.growth import Growth
from forms.landing import making
from forms.landing.content import KNOWN, Block, Content, Rule
from forms.models import AboutPage, LandingPage, LandingPageDay, LandingVisit

WORDS = {
    "en": {
        "title-text": "An evening at the roastery",
        "hello-text": "Dear *|FNAME|coffee lover|*,\n\nevery first Thursday we roast "
        "by candlelight. **Come and taste** what arrived from Ethiopia.",
        "how-first": "**When**\n\nFirst Thursday of the month, from seven.",
        "how-second": "**Where**\n\nAt the quay in Bergen.",
        "own-text": "You are on our list already: we keep a seat for you.",
        "go-text": "See the way",
    },
    "fr": {
        "title-text": "Une soirée à la brûlerie",
        "hello-text": "Bonjour *|FNAME|*,\n\nchaque premier jeudi, nous torréfions à "
        "la bougie. **Venez goûter** ce qui arrive d’Éthiopie.",
        "how-first": "**Quand**\n\nLe premier jeudi du mois, dès 19 h.",
        "how-second": "**Où**\n\nSur le quai, à Bergen.",
        "own-text": "Vous êtes déjà sur notre liste : une place vous attend.",
        "go-text": "Voir le chemin",
    },
}
WHO = {
    "en": {
        "who": "Four roasters by the sea, since 2012.",
        "what": "One letter a month: new roasts, where they grew, and when the cafés "
        "are open late.",
    }
}
DAYS, VISITORS = 30, 60


def tell(readers: Growth) -> None:
    audience = readers.ground.audience
    form = audience.signupforms.open().in_order().last()
    page = making.make(audience, "An evening at the roastery", actor=None)
    blocks = (
        Block("title", "heading"),
        Block("hello", "text"),
        Block("how", "columns"),
        Block("go", "button", url="https://fjord.example/way"),
        Block("line", "divider"),
        Block("own", "text", rule=Rule(KNOWN)),
        *([Block("form", "form", about=form.pk)] if form else []),
    )
    texts = {code: WORDS[code] for code in audience.spoken if code in WORDS}
    content = replace(
        Content.of(page.draft), blocks=blocks, texts=texts, accent="#0f6b5c"
    )
    making.save(page, content)
    making.publish(page, actor=None)
    _count(readers, page)
    making.make(audience, "Christmas boxes", actor=None)
    AboutPage.objects.create(
        audience=audience,
        is_public=True,
        has_archive=True,
        texts=WHO,
        form_id=form.pk if form else None,
    )


def _count(readers: Growth, page: LandingPage) -> None:
    by = Random("who saw the page")  # noqa: S311 - nothing here is secret
    today = readers.now.date()
    LandingPageDay.objects.bulk_create(
        LandingPageDay(
            audience=page.audience,
            page=page,
            day=today - timedelta(days=n),
            shard=0,
            views=by.randint(8, 40),
            machines=by.randint(0, 6),
            signups=by.randint(0, 3),
        )
        for n in range(DAYS)
    )
    people = page.audience.contacts.present().filter(status="subscribed")
    LandingVisit.objects.bulk_create(
        LandingVisit(
            audience=page.audience,
            page=page,
            contact=contact,
            day=today - timedelta(days=by.randrange(DAYS)),
        )
        for contact in people.order_by("-pk")[:VISITORS]
    )
