"""The certificate by which who hands mail over may encrypt it (STARTTLS)."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path

logger = logging.getLogger(__name__)


class Certificate:
    """Files of a certificate with its chain, and of its key, as PEM.

    They are read again when they change, so that a certificate may be renewed while the
    listener runs. Raises ValueError, in a sentence, where they cannot be read at first.
    """

    def __init__(self, certificate: str, key: str) -> None:
        if not (certificate and key):
            raise ValueError(
                "set both PARTERRE_INBOUND_CERTIFICATE and PARTERRE_INBOUND_KEY"
            )
        self.files = Path(certificate), Path(key)
        try:
            self.read_at, self._context = self._changed_at(), self._read()
        except (OSError, ValueError) as error:  # ssl's are of the first
            raise ValueError(
                f"the certificate {certificate} and key {key} cannot be used: {error}"
            ) from None

    def context(self) -> ssl.SSLContext:
        """As the files are now; as they were where they cannot be read."""
        try:
            changed_at = self._changed_at()
            if changed_at != self.read_at:
                self._context, self.read_at = self._read(), changed_at
        except (OSError, ValueError):
            logger.exception("The certificate for inbound mail cannot be read")
        return self._context

    def _changed_at(self) -> list[int]:
        return [file.stat().st_mtime_ns for file in self.files]

    def _read(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        # Nobody is there who could type the password of a key.
        context.load_cert_chain(*self.files, password=lambda: "")
        return context


def certificate_of(certificate: str, key: str) -> Certificate | None:
    """None where neither file is set: then nothing is encrypted."""
    return Certificate(certificate, key) if certificate or key else None
