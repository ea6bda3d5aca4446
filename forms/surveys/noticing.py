"""Members of the team are told of submissions by mail, as each survey says whom.

The mail leads to the answers and does not repeat them: what people wrote stands in one
place, where it can be erased.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import limits
from accounts.limits import Rate
from accounts.models import Membership
from audiences.models import AudienceAccess
from contacts.addresses import masked
from forms.letters import posting
from forms.letters.hearing import by_language
from forms.letters.switching import Recipient
from forms.letters.texts import house_language

if TYPE_CHECKING:
    from forms.models import Survey
    from forms.surveys.hearing import Told

logger = logging.getLogger(__name__)

# Nobody's mailbox is filled by who sends a form again and again.
OF_SURVEY = Rate(30, seconds=3600)
MOST_TOLD = 20  # members


def members_of(survey: Survey) -> list[Membership]:
    """Who can be chosen to be told: members who may see the audience now."""
    audience = survey.audience
    given = AudienceAccess.objects.filter(
        audience=audience.pk, membership=OuterRef("pk")
    )
    members = Membership.objects.filter(
        Q(is_narrowed=False) | Q(Exists(given)),
        account=audience.account_id,
        user__is_active=True,
    )
    return list(members.select_related("user").order_by("user__email", "pk"))


def notice(survey: Survey, told: Told) -> None:
    """Post a message to each who wants it, in the transaction of the submission."""
    if not survey.notified:
        return
    readers = [
        Recipient(member.user.email, house_language(member.user.language) or "en")
        for member in members_of(survey)
        if member.pk in survey.notified
    ][:MOST_TOLD]
    if not readers:
        return
    if not limits.take(f"survey:notice:{survey.pk}", OF_SURVEY):
        logger.info("Survey %s: no notice, there were many.", survey.pk)
        return
    audience = survey.audience
    email = told.contact.email if told.contact else told.email
    for language, of in by_language(readers):
        with translation.override(language):
            who = masked(email) if email else _("Somebody")
        words = {
            "NOTICE:SURVEY": survey.name,
            "NOTICE:PEOPLE": who,
            "LINK:ANSWERS": settings.PUBLIC_URL + told.submission.get_absolute_url(),
        }
        posting.send(audience, "response", of, language, words)
