"""UNI: billing units against the dose."""
