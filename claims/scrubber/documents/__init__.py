"""The documentation checklist: who asks for which document, when, and what is there of it."""
