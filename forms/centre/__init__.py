"""The page on which contacts choose what they get, by a link that is theirs alone."""
