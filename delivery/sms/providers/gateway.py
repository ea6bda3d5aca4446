"""Any other provider that takes messages as JSON: what it wants is data.

What it tells us is JSON or a form as well: `id`, `from` and `text` of a message that
somebody sent, `status` and `code` of one of ours, with the secret as a header.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any, ClassVar

from accounts import outbound
from delivery.sms.providers.calls import Call, Heard, Said, answer_of, lost
from delivery.transports import Answer

SECRET = "X-Webhook-Secret"  # noqa: S105 - the name of a header
STATUSES = {"queued", "sent", "delivered", "undelivered"}
TEMPLATE = (
    '{"from": "{from}", "to": "{to}", "text": "{text}", "callback": "{callback}"}'
)


@dataclass(frozen=True, slots=True)
class Gateway:
    number: str
    url: str
    template: str
    authorization: str = ""
    secret: str = ""

    receipt: ClassVar[tuple[str, str]] = ("application/json", "{}")

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        values = {"from": self.number, "to": recipient, "callback": sender}
        values["text"] = message.decode()
        body = json.dumps(filled(json.loads(self.template), values)).encode()
        headers = {"Content-Type": "application/json"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        try:
            reply = outbound.post(self.url, body, headers)
        except outbound.Unreached as error:
            raise lost(error) from None
        return answer_of(reply, reply.body[:200].decode(errors="replace"))

    def close(self) -> None:
        """Each message has a connection of its own."""

    def is_opt_out(self, code: str) -> bool:
        return code == "opted_out"

    def is_genuine(self, call: Call) -> bool:
        theirs = call.headers.get(SECRET, "")
        return bool(self.secret) and secrets.compare_digest(
            self.secret.encode(), theirs.encode()
        )

    def heard(self, call: Call) -> Heard | None:
        number, own_id = call.first("from"), call.first("id")
        return Heard(own_id, number, call.first("text")) if number and own_id else None

    def said(self, call: Call) -> Said | None:
        status = call.first("status")
        return Said(status, call.first("code")) if status in STATUSES else None


def filled(node: Any, values: dict[str, str]) -> Any:
    """The JSON with the values in the place of their names, which they cannot leave."""
    match node:
        case dict():
            return {key: filled(each, values) for key, each in node.items()}
        case list():
            return [filled(each, values) for each in node]
        case str():
            return _said(node, values)
    return node


def _said(text: str, values: dict[str, str]) -> str:
    """Values are put in once: what stands in one of them is never a name."""
    pieces = []
    while text:
        head, brace, rest = text.partition("{")
        name, closing, after = rest.partition("}")
        pieces.append(head)
        if brace and closing and name in values:
            pieces.append(values[name])
            text = after
        else:
            pieces.append(brace)
            text = rest
    return "".join(pieces)
