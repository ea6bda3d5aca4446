"""Surveys and contact forms: built, answered, and read."""
