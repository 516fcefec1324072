"""Pages of claims: the work queue, claim entry, the claim itself."""
