"""Files of claims: from and to plain values."""
