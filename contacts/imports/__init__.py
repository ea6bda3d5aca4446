"""Contacts from a file: read, mapped, staged, written, and reported."""
