from forms.models.signup import (
    Signup,
    SignupForm,
    SignupFormDay,
    SignupFormVersion,
)

__all__ = ["Signup", "SignupForm", "SignupFormDay", "SignupFormVersion"]
