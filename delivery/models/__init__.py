from delivery.models.deliveries import Bounce, Delivery, State
from delivery.models.messages import Kind, Message
from delivery.models.receiving import Received

__all__ = ["Bounce", "Delivery", "Kind", "Message", "Received", "State"]
