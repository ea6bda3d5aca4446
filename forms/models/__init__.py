from forms.models.letters import LetterSettings, LetterText, NoticeChoice

__all__ = ["LetterSettings", "LetterText", "NoticeChoice"]
