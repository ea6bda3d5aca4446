"""Every delivery of an account: found, explained, sent again and canceled."""
