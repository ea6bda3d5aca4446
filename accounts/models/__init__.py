from accounts.models.accounts import Account, Membership
from accounts.models.audit import AuditEntry
from accounts.models.installation import Secret
from accounts.models.limits import Bucket
from accounts.models.plans import Plan
from accounts.models.users import User

__all__ = ["Account", "AuditEntry", "Bucket", "Membership", "Plan", "Secret", "User"]
