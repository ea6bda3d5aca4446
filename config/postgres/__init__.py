"""The embedded PostgreSQL: a server of the data folder's own, started when needed."""

from config.postgres.cluster import Cluster
from config.postgres.launching import ClusterError

__all__ = ["Cluster", "ClusterError"]
