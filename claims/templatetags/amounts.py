"""Amounts as people write them."""

from decimal import Decimal

from django import template

from claims.scrubber.findings import spoken

register = template.Library()


@register.filter
def dollars(cents: int | None) -> str:
    """Whole cents as dollars with thousands commas; nothing for nothing."""
    return "" if cents is None else f"${cents // 100:,}.{cents % 100:02}"


@register.filter
def plain(amount: Decimal | None) -> str:
    """A number with thousands commas and no trailing zeros; nothing for nothing."""
    return "" if amount is None else spoken(amount)
