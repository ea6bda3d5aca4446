"""The kinds of long work of this app, registered by being imported."""

from audiences.kinds import Kind, register
from segments import following

__all__ = ["following"]

register(following.KIND, Kind(icon="chart-pie"))
