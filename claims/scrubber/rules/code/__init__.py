"""COD: the code on the line."""
