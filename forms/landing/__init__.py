"""Landing pages: made of blocks by staff, read by anybody, personal by a link."""
