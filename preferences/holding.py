"""Who is subscribed to a preference is counted, and who is unsubscribed from it."""

from audiences.models import Counter
from contacts.holding import counted

counted(
    Counter.Kind.PREFERENCE,
    """
    SELECT CASE h.state WHEN 'subscribed' THEN '' ELSE '-' END || h.preference_id AS key
    FROM contacts_contact c JOIN preferences_choice h
      ON h.audience_id = c.audience_id AND h.contact_id = c.id
    WHERE c.audience_id = %(audience)s AND {whom}
    """,
)
