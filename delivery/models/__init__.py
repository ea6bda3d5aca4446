from delivery.models.deliveries import Delivery, State
from delivery.models.messages import Kind, Message
from delivery.models.tracking import Hit, Link

__all__ = ["Delivery", "Hit", "Kind", "Link", "Message", "State"]
