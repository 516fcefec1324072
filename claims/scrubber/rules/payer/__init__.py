"""What lies between practice and payer: coverage, filing limits, duplicates, other payers."""
