"""National edits: medically unlikely units and procedure pairs."""
