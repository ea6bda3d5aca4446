from audiences import lifecycle

# Their keys do not begin with the audience, these indexes do.
lifecycle.deletes("events_event", "contact_id")
lifecycle.deletes("events_outboxfailure", "reaction", "event_id")
