"""What stands at the head of a message besides its sender, reader and subject."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from delivery import addressing
from delivery.mime import headers
from delivery.mime.dkim import Field
from delivery.optouts.addresses import way_out

if TYPE_CHECKING:
    from delivery.models import Message
    from delivery.sending import Claimed

# Who sends it by a consent that can be taken back in the message itself.
WITHOUT_ASKING = ("bulk", "flow")
# What nobody wrote at the moment (RFC 3834): no machine answers it.
BY_ITSELF = ("flow", "system")
# By which mailbox providers tell our mail from others'; it is for all installations.
SENDER_ID = "parterre"


def shared(message: Message) -> list[Field]:
    """The fields that are the same for everybody."""
    fields = [(b"From", headers.address(message.from_name, message.from_email))]
    if message.kind in WITHOUT_ASKING:
        fields += [
            (b"List-Unsubscribe-Post", b"List-Unsubscribe=One-Click"),
            (b"List-Id", _list_id(message)),
            (b"Feedback-ID", _feedback_id(message)),
            (b"Precedence", b"bulk"),
        ]
    if message.kind in BY_ITSELF:
        fields += [
            (b"Auto-Submitted", b"auto-generated"),
            (b"X-Auto-Response-Suppress", b"All"),
        ]
    return fields


def own(message: Message, token: UUID) -> list[Field]:
    """The fields that lead back to one delivery."""
    fields = []
    if reply := addressing.address_of(addressing.REPLY, token):
        fields.append((b"Reply-To", reply.encode()))
    if message.kind in WITHOUT_ASKING:
        fields.append((b"List-Unsubscribe", _ways_out(token)))
    return fields


def envelope_sender(message: Message, claimed: Claimed) -> str:
    """To whom a server says that it could not be delivered."""
    bounces = addressing.address_of(addressing.BOUNCE, claimed.token)
    return bounces or message.from_email


def _ways_out(token: UUID) -> bytes:
    """By one click first (RFC 8058), and by mail where that comes back."""
    ways = [f"<{way_out(token)}>"]
    if mail := addressing.address_of(addressing.UNSUBSCRIBE, token):
        ways.append(f"<mailto:{mail}?subject=unsubscribe>")
    return ",\r\n ".join(ways).encode()


def _list_id(message: Message) -> bytes:
    domain = message.from_email.rpartition("@")[2]
    audience = message.audience
    return headers.address(audience.name, f"{audience.public_id}.{domain}")


def _feedback_id(message: Message) -> bytes:
    """Campaign, audience, account, sender: nothing of whoever gets it."""
    audience = message.audience
    said = (message.pk, audience.public_id, audience.account_id, SENDER_ID)
    return ":".join(map(str, said)).encode()
