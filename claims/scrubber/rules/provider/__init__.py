"""PRV: who gave, ordered and bills the drug."""
