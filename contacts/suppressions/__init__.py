"""Lists of addresses that must not be written to: brought, looked into, lifted."""
