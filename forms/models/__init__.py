from forms.models.letters import LetterSettings, LetterText, NoticeChoice
from forms.models.permissions import Permission, PermissionBlock, PermissionText

__all__ = [
    "LetterSettings",
    "LetterText",
    "NoticeChoice",
    "Permission",
    "PermissionBlock",
    "PermissionText",
]
