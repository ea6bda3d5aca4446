"""Twilio: its API for messages, and the calls that it signs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from django.conf import settings

from accounts import outbound
from delivery.sms.providers.calls import Call, Heard, Said, answer_of, lost
from delivery.transports import Answer

OPTED_OUT = "21610"
# What it refuses because of how we are set up, whoever the message is for.
ABOUT_US = {"20003", "20404", "21212", "21603", "21606", "21612", "21659", "21660"}
STATUSES = {
    **dict.fromkeys(["accepted", "scheduled", "queued", "sending"], "queued"),
    "sent": "sent",
    **dict.fromkeys(["delivered", "read"], "delivered"),
    **dict.fromkeys(["undelivered", "failed", "canceled"], "undelivered"),
}


@dataclass(frozen=True, slots=True)
class Twilio:
    number: str
    account: str
    token: str

    receipt: ClassVar[tuple[str, str]] = ("text/xml", "<Response></Response>")

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        fields = {"To": recipient, "From": self.number, "Body": message.decode()}
        if sender.startswith("https://"):  # it calls no others
            fields["StatusCallback"] = sender
        account = quote(self.account, safe="")
        url = f"{settings.TWILIO_URL}/2010-04-01/Accounts/{account}/Messages.json"
        signed_in = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        headers = {
            "Authorization": f"Basic {signed_in}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            reply = outbound.post(url, urlencode(fields).encode(), headers)
        except outbound.Unreached as error:
            raise lost(error) from None
        said = _read(reply.body)
        code = str(said.get("code") or "")
        text = (
            f"{code} {said.get('message') or ''}"
            if code
            else str(said.get("sid") or "")
        )
        answer = answer_of(reply, text.strip())
        return Answer(421, text, is_about=False) if code in ABOUT_US else answer

    def close(self) -> None:
        """Each message has a connection of its own."""

    def is_opt_out(self, code: str) -> bool:
        return code == OPTED_OUT

    def is_genuine(self, call: Call) -> bool:
        """Twilio signs the whole address and all parameters in their order."""
        pairs = (
            name + value
            for name in sorted(call.params)
            for value in sorted(set(call.params[name]))
        )
        signed = (call.url + "".join(pairs)).encode()
        mac = hmac.digest(self.token.encode(), signed, hashlib.sha1)
        theirs = call.headers.get("X-Twilio-Signature", "")
        return secrets.compare_digest(base64.b64encode(mac), theirs.encode())

    def heard(self, call: Call) -> Heard | None:
        number, sid = call.first("From"), call.first("MessageSid")
        if not number or not sid:
            return None
        word = call.first("OptOutType").lower()
        return Heard(sid, number, call.first("Body"), word)

    def said(self, call: Call) -> Said | None:
        status = STATUSES.get(call.first("MessageStatus"))
        return Said(status, call.first("ErrorCode")) if status else None


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
