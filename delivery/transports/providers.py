"""Mail providers, each by its own interface, through django-anymail.

They take the pieces of a message, not its bytes: it is taken apart here, they put it
together again and sign it themselves. What one of them cannot do is refused, not left
out in silence.
"""

from __future__ import annotations

import ssl
from email import policy
from email.message import EmailMessage as Parsed
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailRecipientsRefused,
    AnymailUnsupportedFeature,
)
from django.core.mail import EmailMultiAlternatives
from requests.exceptions import ConnectTimeout, RequestException
from urllib3.exceptions import NameResolutionError, NewConnectionError

from delivery.transports.answers import Answer, Lost, Transport

if TYPE_CHECKING:
    from anymail.backends.base import AnymailBaseBackend

PATIENCE = 30  # seconds without a word
# What the provider writes itself, or what stands elsewhere in the message.
ITS_OWN = {
    *("from", "to", "subject", "reply-to", "date", "mime-version", "dkim-signature"),
    *("content-type", "content-transfer-encoding", "content-disposition"),
}
# What some providers take: who the envelope is from, and a word of ours that they say
# again when they tell of the message.
EXTRAS = (("envelope_sender", "metadata"), ("metadata",), ())
# What it says of a recipient, in the numbers of SMTP.
CODES = {"rejected": 550, "invalid": 550, "failed": 450}
# They say of everything that it cannot be now, and have not read this message. Who
# answers another 500 had the request, and died of it or of waiting.
SHUT = {401, 402, 403, 404, 405, 408, 425, 429, 501, 503, 521, 522, 523}
# They refuse whoever asks.
ACCOUNT = {401, 402, 403}
# So many in a row that are refused alike are: none of them was refused for itself.
ALIKE = 5
NEVER_MET = (ConnectTimeout, NewConnectionError, NameResolutionError)


class Provider(Transport):
    """One connection to the interface of a provider, opened when it is needed."""

    def __init__(self, backend: AnymailBaseBackend) -> None:
        self.backend = backend
        self.is_open = False
        self.level = 0  # of EXTRAS: what it took so far
        # How many were refused with this status since one was taken.
        self.refused, self.alike = 0, 0

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        """Raises Lost; ValueError where this is no message that could be sent."""
        parsed = BytesParser(policy=policy.default).parsebytes(message)
        try:
            if not self.is_open:
                self.is_open = bool(self.backend.open())
            return self._said_of(sender, recipient, parsed, self.level)
        except AnymailUnsupportedFeature as lacking:
            return Answer(554, str(lacking.args[0]))
        except AnymailAPIError as error:
            return self._counted(_answer_of(error, recipient))
        except AnymailError as error:  # nothing was sent yet
            return Answer(554, " ".join(map(str, error.args)))

    def close(self) -> None:
        self.backend.close()
        self.is_open = False

    def _said_of(
        self, sender: str, recipient: str, parsed: Parsed, level: int
    ) -> Answer:
        """Hand it over with these of EXTRAS; with fewer where they are not taken."""
        pieces = _pieces_of(parsed, recipient)
        more: dict[str, Any] = {"metadata": {"message_id": str(parsed["Message-ID"])}}
        if sender != parsed["From"].addresses[0].addr_spec:
            more["envelope_sender"] = sender
        for name in EXTRAS[level]:
            if name in more:  # anymail reads these from any message
                setattr(pieces, name, more[name])
        try:
            answer = self._handed_over(pieces)
        except AnymailUnsupportedFeature:
            if level + 1 == len(EXTRAS):
                raise
            return self._said_of(sender, recipient, parsed, level + 1)
        self.level = level
        if answer.is_taken:
            self.alike = 0
        return answer

    def _counted(self, answer: Answer) -> Answer:
        """A refusal; from some in a row on, one of the account."""
        if not answer.is_doubtful:
            return answer
        status = int(answer.text.partition(" ")[0])
        self.alike = self.alike + 1 if status == self.refused else 1
        self.refused = status
        if self.alike < ALIKE:
            return answer
        return Answer(421, answer.text, is_about=False, is_account=True)

    def _handed_over(self, pieces: EmailMultiAlternatives) -> Answer:
        try:
            self.backend.send_messages([pieces])
        except AnymailRecipientsRefused:
            pass  # the status says it
        except AnymailError:
            raise
        except (LookupError, AttributeError, TypeError) as error:
            # Of an answer that has another shape than anymail reads.
            raise Lost(str(error), may_be_taken=True) from None
        said: Any = pieces
        status = next(iter(said.anymail_status.recipients.values()), None)
        if status is None or status.status == "unknown":
            raise Lost("The provider did not say whether it has it.", may_be_taken=True)
        code = CODES.get(status.status, 250)
        return Answer(code, status.status, provider_id=str(status.message_id or ""))


def _pieces_of(parsed: Parsed, recipient: str) -> EmailMultiAlternatives:
    """What the message says, as Django's mailers take it; raises ValueError."""
    try:
        return _taken_apart(parsed, recipient)
    except (LookupError, AttributeError) as unfit:
        raise ValueError(f"This cannot be taken apart: {unfit}") from None


def _taken_apart(parsed: Parsed, recipient: str) -> EmailMultiAlternatives:
    text, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    pieces = EmailMultiAlternatives(
        subject=str(parsed["Subject"] or ""),
        body=text.get_content() if text else "",
        from_email=str(parsed["From"].addresses[0]),
        to=[_to(parsed, recipient)],
        reply_to=[str(parsed["Reply-To"])] if parsed["Reply-To"] else None,
        headers={
            name: str(value)
            for name, value in parsed.items()
            if name.lower() not in ITS_OWN
        },
    )
    if html:
        pieces.attach_alternative(html.get_content(), "text/html")
    for part in parsed.walk():
        if not part.is_multipart() and part is not text and part is not html:
            pieces.attach(part)
    return pieces


def _to(parsed: Parsed, recipient: str) -> str:
    """As the message calls its reader, where that is who it goes to."""
    said = parsed["To"]
    named: list[Any] = list(said.addresses) if said else []
    if len(named) == 1 and named[0].addr_spec.lower() == recipient.lower():
        return str(named[0])
    return recipient


def _answer_of(error: AnymailAPIError, recipient: str) -> Answer:
    """What the provider said instead of taking it; raises Lost where nobody knows.

    Who refuses a recipient names them. Where nobody is named it may be the account that
    is refused: then they are asked to come again, a few times.
    """
    response = error.response
    if response is None:
        raise Lost(_why(error), may_be_taken=not _never_met(error)) from None
    code = int(response.status_code)
    said = f"{code} {response.reason}: {response.text[:300]}"
    if code in SHUT:
        return Answer(421, said, is_about=False, is_account=code in ACCOUNT)
    if not 400 <= code < 500:  # it had it, and its answer says nothing
        raise Lost(said, may_be_taken=True) from None
    if recipient.lower() in response.text.lower():
        return Answer(550, said)
    return Answer(450, said, is_doubtful=True)


def _never_met(error: BaseException) -> bool:
    """Whether nothing of it can have been read at the other end."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, (*NEVER_MET, ssl.SSLCertVerificationError)):
            return True
        reason = getattr(seen, "reason", None)
        inner = seen.args[0] if seen.args else None
        seen = next(
            (
                each
                for each in (reason, inner, seen.__cause__)
                if isinstance(each, BaseException)
            ),
            None,
        )
    return False


def _why(error: BaseException) -> str:
    cause = error.__cause__
    if isinstance(cause, RequestException):
        return f"{type(cause).__name__}: {cause}"
    return " ".join(map(str, error.args))
