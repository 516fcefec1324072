"""POS: place of service."""
