"""Which right each route of forms asks for, as `tests.route_rights` has it."""

RIGHTS = {
    "forms:centre_preview": "view_contacts",
    "forms:centre_update": "manage",
    "forms:contact_centre": "view_contacts",
    "forms:contact_send_centre": "manage",
    "forms:letter_list": "manage",
    "forms:letter_notices": "manage",
    "forms:letter_reset": "manage",
    "forms:letter_switch": "manage",
    "forms:letter_update": "manage",
    "forms:permission_create": "manage",
    "forms:permission_list": "manage",
    "forms:permission_remove": "manage",
    "forms:permission_reorder": "manage",
    "forms:permission_unarchive": "manage",
    "forms:permission_update": "manage",
    "forms:permissionblock_update": "manage",
    "forms:signupform_list": "view_contacts",
}
