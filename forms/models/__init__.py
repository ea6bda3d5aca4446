from forms.models.centre import Centre, CentreKey, Section
from forms.models.landing import (
    AboutPage,
    ArchivedMessage,
    LandingPage,
    LandingPageDay,
    LandingPicture,
    LandingSlug,
    LandingVisit,
)
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
    "AboutPage",
    "Answer",
    "ArchivedMessage",
    "Centre",
    "CentreKey",
    "LandingPage",
    "LandingPageDay",
    "LandingPicture",
    "LandingSlug",
    "LandingVisit",
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
    "Submission",
    "Survey",
]
