from forms.models.centre import Centre, CentreKey, Section
from forms.models.letters import LetterSettings, LetterText, NoticeChoice
from forms.models.permissions import Permission, PermissionBlock, PermissionText
from forms.models.signup import (
    Signup,
    SignupForm,
    SignupFormDay,
    SignupFormVersion,
)

__all__ = [
    "Centre",
    "CentreKey",
    "LetterSettings",
    "LetterText",
    "NoticeChoice",
    "Permission",
    "PermissionBlock",
    "PermissionText",
    "Section",
    "Signup",
    "SignupForm",
    "SignupFormDay",
    "SignupFormVersion",
]
