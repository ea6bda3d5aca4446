from audiences import lifecycle

lifecycle.deletes("forms_signupformday", "form_id", "day", "shard")
lifecycle.deletes("forms_signupformversion", "form_id", "number")
