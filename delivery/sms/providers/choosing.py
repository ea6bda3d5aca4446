"""Which provider a program has, with what it needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from delivery import secrets
from delivery.sms.providers.calls import Provider
from delivery.sms.providers.console import Console
from delivery.sms.providers.gateway import Gateway
from delivery.sms.providers.twilio import Twilio

if TYPE_CHECKING:
    from delivery.models import SmsProgram


def provider_of(program: SmsProgram) -> Provider | None:
    """None where its credentials cannot be read: the key that sealed them is gone."""
    hidden = secrets.unseal(program.sealed) if program.sealed else {}
    said = program.details
    match program.provider:
        case "console":
            return Console(program.sender)
        case "twilio" if hidden:
            return Twilio(program.sender, said["account"], hidden["token"])
        case "http" if hidden:
            return Gateway(program.sender, said["url"], said["template"], **hidden)
    return None
