"""Ways out: what takes a message and says what became of it."""

from delivery.transports.answers import Answer, Lost, Transport

__all__ = ["Answer", "Lost", "Transport"]
