from audiences import lifecycle

# The key of the log begins with its kind, this index with the audience.
lifecycle.deletes("events_event", "contact_id")
lifecycle.deletes("events_outboxfailure", "reaction", "event_id")
