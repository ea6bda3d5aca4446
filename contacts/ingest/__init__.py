"""What people did elsewhere, as it is reported from outside."""
