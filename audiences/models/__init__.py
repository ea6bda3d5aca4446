from audiences.models.audiences import Audience, AudienceAccess, new_public_id
from audiences.models.counters import Counter, DailyCount
from audiences.models.jobs import Action, ActionChunk, Job

__all__ = [
    "Action",
    "ActionChunk",
    "Audience",
    "AudienceAccess",
    "Counter",
    "DailyCount",
    "Job",
    "new_public_id",
]
