from delivery.models.deliveries import Bounce, Delivery, State
from delivery.models.identities import DkimKey, SenderAddress, SendingDomain
from delivery.models.messages import Kind, Message
from delivery.models.receiving import Received
from delivery.models.tracking import Hit, Link

__all__ = [
    "Bounce",
    "Delivery",
    "DkimKey",
    "Hit",
    "Kind",
    "Link",
    "Message",
    "Received",
    "SenderAddress",
    "SendingDomain",
    "State",
]
