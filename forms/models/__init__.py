from forms.models.letters import LetterSettings, LetterText, NoticeChoice
from forms.models.signup import (
    Signup,
    SignupForm,
    SignupFormDay,
    SignupFormVersion,
)

__all__ = [
    "LetterSettings",
    "LetterText",
    "NoticeChoice",
    "Signup",
    "SignupForm",
    "SignupFormDay",
    "SignupFormVersion",
]
