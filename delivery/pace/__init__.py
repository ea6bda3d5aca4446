"""How quickly messages leave, to whom not yet, and when nothing leaves at all."""

from delivery.pace.breaking import blocked, close
from delivery.pace.capping import cap_of, hold_capped
from delivery.pace.heeding import give_back, heed
from delivery.pace.holding import hold

__all__ = ["blocked", "cap_of", "close", "give_back", "heed", "hold", "hold_capped"]
