from delivery import mending
from delivery.sender import Sender

SECONDS = 8.0


def sweep_deliveries() -> None:
    """What `send` does, for when it does not run."""
    mending.mend()
    Sender().sweep(SECONDS)
