from delivery.models.deliveries import Delivery, State
from delivery.models.identities import DkimKey, SenderAddress, SendingDomain
from delivery.models.messages import Kind, Message

__all__ = [
    "Delivery",
    "DkimKey",
    "Kind",
    "Message",
    "SenderAddress",
    "SendingDomain",
    "State",
]
