"""The names of what Parterre itself reports: they contain a dot, custom names never do.

Their ids are fixed, so that code and SQL can say them without a look-up; custom names
get ids above `FIRST_CUSTOM_ID`.
"""

from enum import IntEnum

FIRST_CUSTOM_ID = 1000


class Own(IntEnum):
    CONTACT_ADDED = 1
    CONTACT_IMPORTED = 2
    CONTACT_UPDATED = 3
    CONTACT_SUBSCRIBED = 4
    CONTACT_UNSUBSCRIBED = 5
    CONTACT_PENDING = 6
    CONTACT_CLEANED = 7
    CONTACT_ARCHIVED = 8
    CONTACT_UNARCHIVED = 9
    TAG_ADDED = 10
    TAG_REMOVED = 11
    GROUP_JOINED = 12
    GROUP_LEFT = 13
    PREFERENCE_GAINED = 14
    PREFERENCE_LOST = 15
    PREFERENCE_CHANGED = 16  # neither had before nor now
    CONTACT_GAVE_REASON = 17
    PERMISSION_GIVEN = 18
    PERMISSION_WITHDRAWN = 19
    CONTACT_CHOSE_FREQUENCY = 20
    NOTE_ADDED = 30
    CONTACT_MERGED = 31
    SEGMENT_ENTERED = 40
    SEGMENT_LEFT = 41
    EMAIL_OPENED = 50
    EMAIL_CLICKED = 51
    EMAIL_BOUNCED = 52
    EMAIL_COMPLAINED = 53
    SMS_SUBSCRIBED = 60
    SMS_UNSUBSCRIBED = 61
    FORM_SUBMITTED = 70
    FORM_CONFIRMED = 71
    SURVEY_ANSWERED = 72
    PAGE_VISITED = 73

    @property
    def text(self) -> str:
        """`contact.added` for CONTACT_ADDED."""
        return self.name.lower().replace("_", ".", 1)
