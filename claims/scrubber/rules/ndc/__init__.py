"""NDC: the product number beside the code."""
