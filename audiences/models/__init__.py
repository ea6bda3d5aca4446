from audiences.models.audiences import Audience, AudienceAccess, new_public_id
from audiences.models.counters import Counter, DailyCount
from audiences.models.jobs import Action, ActionChunk, Job, JobChunk

__all__ = [
    "Action",
    "ActionChunk",
    "Audience",
    "AudienceAccess",
    "Counter",
    "DailyCount",
    "Job",
    "JobChunk",
    "new_public_id",
]
