from accounts.models.accounts import Account, Membership
from accounts.models.audit import AuditEntry
from accounts.models.installation import Secret
from accounts.models.plans import Plan
from accounts.models.users import User

__all__ = ["Account", "AuditEntry", "Membership", "Plan", "Secret", "User"]
