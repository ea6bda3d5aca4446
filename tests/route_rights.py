"""Which right each route asks for: a change here is what a review should look at."""

RIGHTS = {
    "accounts:account_open": "view_contacts",
    "audiences:action_undo": "manage",
    "audiences:audience_archive": "manage",
    "audiences:audience_create": "manage",
    "audiences:audience_delete": "govern",
    "audiences:audience_list": "view_contacts",
    "audiences:audience_reorder": "manage",
    "audiences:audience_start": "manage",
    "audiences:audience_unarchive": "manage",
    "audiences:audience_update": "manage",
    "audiences:job_cancel": "manage",
    "audiences:job_detail": "view_contacts",
}

# Routes outside the wall: whom they are for, and why no audience is needed.
OPEN = {
    "healthz": "public: a supervisor asks whether the process runs",
    "accounts:home": "signed in: leads to the account opened last",
    "accounts:palette": "signed in: each source checks what the user may see",
    "accounts:user_update": "signed in: the user's own settings",
    "accounts:shortcuts_toggle": "signed in: the user's own setting",
    "account_login": "public: the door itself",
    "account_logout": "public: signing out twice is no error",
    "account_inactive": "public: says that a user is switched off",
    "account_signup": "public: says that people are invited",
    "account_reset_password": "public: who forgot the password cannot sign in",
    "account_reset_password_done": "public: says that a mail is on its way",
    "account_reset_password_from_key": "public: the link in that mail",
    "account_reset_password_from_key_done": "public: says that it worked",
    "account_change_password": "signed in: the user's own password",
    "account_set_password": "signed in: the user's own password",
    "account_reauthenticate": "signed in: asks for the password once more",
}
