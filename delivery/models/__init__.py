from delivery.models.deliveries import Bounce, Delivery, OptOutReason, State
from delivery.models.identities import DkimKey, SenderAddress, SendingDomain
from delivery.models.messages import Channel, Kind, Message
from delivery.models.paces import DomainPace, Frequency, GroupPace, SendingRules
from delivery.models.receiving import Received
from delivery.models.sms import ReceivedText, SmsProgram, SmsReceipt
from delivery.models.tracking import Hit, Link

__all__ = [
    "Bounce",
    "Channel",
    "Delivery",
    "DkimKey",
    "DomainPace",
    "Frequency",
    "GroupPace",
    "Hit",
    "Kind",
    "Link",
    "Message",
    "OptOutReason",
    "Received",
    "ReceivedText",
    "SenderAddress",
    "SendingDomain",
    "SendingRules",
    "SmsProgram",
    "SmsReceipt",
    "State",
]
