"""What payers ask of a drug by policy: POL."""
