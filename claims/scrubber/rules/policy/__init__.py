"""POL: what the payer's own policy asks."""
