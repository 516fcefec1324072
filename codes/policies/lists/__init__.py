"""Code lists that payers publish as spreadsheets, read into a draft of a policy."""
