"""Sending identities: as whom an account may send, and who signs for them."""

from delivery.identities.deciding import MayNotSend, ensure_may_send, may_send
from delivery.identities.keys import signers_of

__all__ = ["MayNotSend", "ensure_may_send", "may_send", "signers_of"]
