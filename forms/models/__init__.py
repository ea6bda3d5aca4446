from forms.models.centre import Centre, CentreKey, Section
from forms.models.letters import LetterSettings, LetterText, NoticeChoice

__all__ = [
    "Centre",
    "CentreKey",
    "LetterSettings",
    "LetterText",
    "NoticeChoice",
    "Section",
]
