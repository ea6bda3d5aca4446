"""Sign-up forms: built by staff, filled in by people, confirmed by mail."""
