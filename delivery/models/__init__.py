from delivery.models.deliveries import Delivery, State
from delivery.models.messages import Kind, Message
from delivery.models.paces import DomainPace, GroupPace, SendingRules

__all__ = [
    "Delivery",
    "DomainPace",
    "GroupPace",
    "Kind",
    "Message",
    "SendingRules",
    "State",
]
