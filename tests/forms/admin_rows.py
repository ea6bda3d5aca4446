"""How one more row of each model of forms comes about that the admin shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from audiences.models import Audience
from forms.centre import keys as links
from forms.landing import making as landing
from forms.models import (
    AboutPage,
    Answer,
    ArchivedMessage,
    Centre,
    LandingPicture,
    LetterSettings,
    LetterText,
    NoticeChoice,
    PermissionBlock,
    PermissionText,
    Signup,
)
from forms.signup import making as signing
from forms.signup.design import new_design
from tests.delivery.ledgers import message
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    MembershipFactory,
)
from tests.forms.permitting import permission
from tests.forms.surveys.asking import submission, survey


def sign_up(audience: Audience, n: int) -> None:
    Signup.objects.create(
        audience=audience,
        form=signing.make(audience, f"Form {n}", new_design(audience), actor=None),
        contact=ContactFactory.create(audience=audience),
        version=1,
        at=NOW,
        language="en",
    )


NOW = timezone.now()
MAKERS: dict[str, Callable[[Audience, int], Any]] = {
    "forms.AboutPage": lambda audience, n: AboutPage.objects.create(
        audience=AudienceFactory.create(account=audience.account)
    ),
    "forms.ArchivedMessage": lambda audience, n: ArchivedMessage.objects.create(
        audience=audience, message=message(audience, name=f"News {n}")
    ),
    "forms.LandingPage": lambda audience, n: landing.make(
        audience, f"Page {n}", actor=None
    ),
    "forms.LandingPicture": lambda audience, n: LandingPicture.objects.create(
        audience=audience,
        page=landing.make(audience, f"Page {n}", actor=None),
        name=f"{n}.png",
        file="pictures/none.png",
    ),
    "forms.LetterText": lambda audience, n: LetterText.objects.create(
        audience=audience, kind="welcome", language=f"x{n}", subject="Hello", body="You"
    ),
    "forms.LetterSettings": lambda audience, n: LetterSettings.objects.create(
        audience=AudienceFactory.create(account=audience.account)
    ),
    "forms.NoticeChoice": lambda audience, n: NoticeChoice.objects.create(
        audience=audience,
        membership=MembershipFactory.create(account=audience.account),
    ),
    "forms.Permission": lambda audience, n: permission(audience),
    "forms.PermissionBlock": lambda audience, n: PermissionBlock.objects.create(
        audience=AudienceFactory.create(account=audience.account)
    ),
    "forms.PermissionText": lambda audience, n: PermissionText.objects.create(
        audience=audience,
        permission=permission(audience),
        title="Mail",
        text="You may write to me.",
        version="1",
    ),
    "forms.Centre": lambda audience, n: Centre.objects.create(
        audience=AudienceFactory.create()
    ),
    "forms.CentreKey": lambda audience, n: links.make(
        ContactFactory.create(audience=audience), links.Purpose.OPEN
    ),
    "forms.Signup": sign_up,
    "forms.Survey": lambda audience, n: survey(audience, name=f"Survey {n}"),
    "forms.Submission": lambda audience, n: submission(audience),
    "forms.Answer": lambda audience, n: Answer.objects.create(
        audience=audience,
        survey=(row := submission(audience)).survey,
        submission=row,
        question=1,
        number=n,
        at=NOW,
    ),
    "forms.SignupForm": lambda audience, n: signing.make(
        audience, f"Form {n}", new_design(audience), actor=None
    ),
}
