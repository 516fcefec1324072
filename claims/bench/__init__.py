"""Varied claims made from the demo facts, and what checking them costs."""
