from forms.models.centre import Centre, CentreKey, Section

__all__ = ["Centre", "CentreKey", "Section"]
