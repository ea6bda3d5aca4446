"""Messages as bytes: bodies whose literals are encoded once, headers, signatures."""
