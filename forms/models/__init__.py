from forms.models.letters import LetterSettings, LetterText, NoticeChoice
from forms.models.permissions import Permission, PermissionBlock, PermissionText
from forms.models.signup import (
    Signup,
    SignupForm,
    SignupFormDay,
    SignupFormVersion,
)
from forms.models.surveys import Answer, Submission, Survey

__all__ = [
    "Answer",
    "LetterSettings",
    "LetterText",
    "NoticeChoice",
    "Permission",
    "PermissionBlock",
    "PermissionText",
    "Signup",
    "SignupForm",
    "SignupFormDay",
    "SignupFormVersion",
    "Submission",
    "Survey",
]
