"""Contacts taken out of an audience, as CSV or XLSX."""
