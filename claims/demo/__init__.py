"""The demonstration: reference facts, sign-ins and an infusion practice, all made up.

The loaders read `fixtures/` and take the day as an argument; the command reads the clock.
"""
