"""From rows to the snapshots that the rules see, in a fixed number of queries."""
