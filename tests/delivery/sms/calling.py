"""A provider that calls, signed as Twilio signs."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from django.http import HttpResponse
from django.test import Client

from delivery.models import Delivery, SmsProgram
from tests.delivery.sms.programs import TOKEN

HUB = "https://hub.example"


def call(
    client: Client, path: str, params: dict[str, str], token: str = TOKEN
) -> HttpResponse:
    """As Twilio calls, signed."""
    signed = HUB + path + "".join(key + params[key] for key in sorted(params))
    mac = hmac.digest(token.encode(), signed.encode(), hashlib.sha1)
    signature = base64.b64encode(mac).decode()
    answer: Any = client.post(path, params, headers={"X-Twilio-Signature": signature})
    return answer  # type: ignore[no-any-return]  # what the test client makes


def text(
    client: Client, mine: SmsProgram, body: str, sid: str = "SM1", **more: str
) -> HttpResponse:
    said = {"From": "+4741200001", "To": mine.sender, "Body": body, "MessageSid": sid}
    return call(client, f"/sms/{mine.token}/", said | more)


def report(
    client: Client, mine: SmsProgram, one: Delivery, status: str, code: str = ""
) -> HttpResponse:
    path = f"/sms/{mine.token}/reports/{one.token}/"
    said = {"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": code}
    return call(client, path, said)
