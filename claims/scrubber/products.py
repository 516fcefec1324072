"""The products of a reference by what a line may say of them: code, brand, drug, NDC.

Made once for all claims that share a reference; each list is in the order of the product table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.scrubber.notation import name_key, ndc11
from claims.scrubber.reference import ProductFacts, ReferenceSnapshot

Products = tuple[ProductFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductIndex:
    """Products by HCPCS code, by brand (with or without the presentation), by drug or brand, and by
    NDC: eleven digits, or the nine of labeler and product."""

    by_code: Mapping[str, Products]
    by_brand: Mapping[str, Products]
    by_drug: Mapping[str, Products]
    by_ndc: Mapping[str, Products]
    by_labeler: Mapping[str, Products]


def product_index(reference: ReferenceSnapshot) -> ProductIndex:
    """The index of ``reference.products``."""
    if "products" not in reference.memo:
        reference.memo["products"] = _indexed(reference.products)
    found: ProductIndex = reference.memo["products"]
    return found


def _indexed(products: Products) -> ProductIndex:
    numbers = {id(one): ndc11(one.ndc) for one in products}
    return ProductIndex(
        by_code=_by((one.hcpcs, one) for one in products),
        by_brand=_by((key, one) for one in products for key in _brand_keys(one)),
        by_drug=_by(
            (key, one)
            for one in products
            for key in dict.fromkeys((name_key(one.drug), name_key(one.brand)))
        ),
        by_ndc=_by((numbers[id(one)], one) for one in products),
        by_labeler=_by(((numbers[id(one)] or "")[:9], one) for one in products),
    )


def _brand_keys(one: ProductFacts) -> Iterable[str]:
    return dict.fromkeys((name_key(one.brand), name_key(f"{one.brand} {one.presentation}")))


def _by(pairs: Iterable[tuple[str | None, ProductFacts]]) -> dict[str, Products]:
    """What has no key is found by none."""
    found: dict[str, list[ProductFacts]] = defaultdict(list)
    for key, one in pairs:
        if key:
            found[key].append(one)
    return {key: tuple(listed) for key, listed in found.items()}
