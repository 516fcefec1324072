"""The check of a claim: pure functions of a claim, its history and reference facts.

Standard library only; no rows, no clock, no settings. One implementation serves the form, the
command line, batches and replays.
"""
