"""Mail to users (sign-in, invitations, links) by the installation's way out."""

from __future__ import annotations

from collections.abc import Sequence
from email import policy
from email.utils import parseaddr
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from delivery.transports.addresses import way_to
from delivery.transports.answers import Lost, Transport


class EmailBackend(BaseEmailBackend):
    """A mailer of Django; raises SMTPException as its own one does."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        way = way_to(settings.MAIL_URL)
        try:
            for message in email_messages:
                _send(way, message)
        finally:
            way.close()
        return len(email_messages)


def _send(way: Transport, message: EmailMessage) -> None:
    raw = message.message(policy=policy.SMTP).as_bytes()
    sender = parseaddr(message.from_email)[1]
    for recipient in message.recipients():
        try:
            answer = way.send(sender, parseaddr(recipient)[1], raw)
        except Lost as lost:
            raise SMTPException(str(lost)) from None
        if not answer.is_taken:
            raise SMTPException(f"{answer.code} {answer.text}")
