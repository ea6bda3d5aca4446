"""Incoming webhooks: whatever a service posts becomes people and events here."""
