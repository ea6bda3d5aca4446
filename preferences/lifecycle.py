from audiences import lifecycle

lifecycle.deletes("preferences_choice", "contact_id", "preference_id")
