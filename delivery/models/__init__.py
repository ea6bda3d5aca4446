from delivery.models.deliveries import Bounce, Delivery, State
from delivery.models.identities import DkimKey, SenderAddress, SendingDomain
from delivery.models.messages import Kind, Message
from delivery.models.receiving import Received

__all__ = [
    "Bounce",
    "Delivery",
    "DkimKey",
    "Kind",
    "Message",
    "Received",
    "SenderAddress",
    "SendingDomain",
    "State",
]
