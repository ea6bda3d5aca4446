from delivery.models.deliveries import Delivery, State
from delivery.models.messages import Channel, Kind, Message
from delivery.models.sms import ReceivedText, SmsProgram, SmsReceipt

__all__ = [
    "Channel",
    "Delivery",
    "Kind",
    "Message",
    "ReceivedText",
    "SmsProgram",
    "SmsReceipt",
    "State",
]
