"""ADM: the service that gives the drug."""
