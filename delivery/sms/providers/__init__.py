"""Who carries SMS: one class each, which hands over messages and reads what comes."""

from delivery.sms.providers.calls import Call, Heard, Provider, Said
from delivery.sms.providers.choosing import provider_of

__all__ = ["Call", "Heard", "Provider", "Said", "provider_of"]
