from audiences import lifecycle
from events import listeners

# Whom notices go to stands in the settings of the audience as well.
lifecycle.heeds(listeners.sync)

lifecycle.deletes("forms_centrekey", "contact_id", "id")
lifecycle.deletes("forms_signup", "at", "id")
lifecycle.deletes("forms_signupformday", "form_id", "day", "shard")
lifecycle.deletes("forms_signupformversion", "form_id", "number")
lifecycle.deletes("forms_answer", "submission_id", "id")
lifecycle.deletes("forms_lettertext", "kind", "language")
lifecycle.deletes("forms_permissiontext", "permission_id", "id")
lifecycle.deletes("forms_noticechoice", "membership_id")
lifecycle.deletes("forms_landingpageday", "page_id", "day", "shard")
lifecycle.deletes("forms_landingslug", "slug")
lifecycle.deletes("forms_landingvisit", "page_id", "contact_id", "day")
lifecycle.deletes("forms_landingpicture", "page_id", "name")
lifecycle.deletes("forms_archivedmessage", "public_id")
