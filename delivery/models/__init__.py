from delivery.models.deliveries import Delivery, State
from delivery.models.messages import Kind, Message

__all__ = ["Delivery", "Kind", "Message", "State"]
