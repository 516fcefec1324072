"""Payer policies on their way in and out: read from JSON, stored, published, written as JSON."""
