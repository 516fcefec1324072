"""A publisher's file on its way in and out: recognised, tried, applied, rolled back.

The page and the command take the same way; what a file says is the importers' business.
"""
