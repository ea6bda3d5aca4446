"""The way out of an audience, by the token of a message that somebody got."""
