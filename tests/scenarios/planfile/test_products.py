"""Quotas by product: territories and products add up exactly, the mix is that of the accounts."""

import numpy as np
import pytest

from optimizer.alignment import incumbent_alignment
from optimizer.exceptions import InputError
from scenarios.planfile import read_plan

HISTORY = "  history: potential\n"
PRODUCTS = ("product", "Old", "Bikes", "Bikes", "Parts", "Parts", "Bikes", "Parts", "Parts")
"""Of each row of the bookings; the first is older than twelve months."""


@pytest.fixture
def producing(write, tmp_path):
    """Write the small plan with products of bookings; gives the path of the plan file."""

    def _write(section, products=PRODUCTS):
        path = write({"plan.yaml": (HISTORY, f"{HISTORY}  products: {section}\n")})
        rows = (tmp_path / "bookings.csv").read_text(encoding="utf-8").splitlines()
        merged = [f"{row},{product}" for row, product in zip(rows, products, strict=True)]
        (tmp_path / "bookings.csv").write_text("\n".join(merged), encoding="utf-8")
        return path

    return _write


def split(path):
    """Quotas of today's alignment and their split."""
    plan = read_plan(path)
    quotas = plan.quotas(incumbent_alignment(plan.instance))
    return quotas, quotas.products


def test_products_of_bookings(producing):
    """Bikes 350 and parts 850 of the last twelve months; R3 books parts only and gets hardly anything else."""
    quotas, products = split(producing("{column: product}"))
    assert set(products.products) == {"Old", "Bikes", "Parts"}
    totals = dict(zip(products.products, products.cents.sum(axis=0).tolist(), strict=True))
    assert totals == {"Old": 0, "Bikes": 35_000, "Parts": 85_000}
    np.testing.assert_array_equal(products.cents.sum(axis=1), quotas.cents)
    bikes = products.cents[:, products.products.index("Bikes")]
    assert bikes[2] < 0.05 * quotas.cents[2] < bikes[0]


def test_shares_alone_give_everybody_the_same_mix(producing):
    """Six tenths and four tenths of every quota, to the unit."""
    quotas, products = split(producing("{shares: {A: 0.6, B: 0.4}}"))
    np.testing.assert_allclose(products.cents[:, 0], 0.6 * quotas.cents, atol=100)
    assert products.cents.sum(axis=0).tolist() == [72_000, 48_000]


def test_shares_beside_a_column_set_the_totals(producing):
    """The mix is that of the bookings, the totals those of the shares."""
    quotas, products = split(producing("{column: product, shares: {Bikes: 0.5, Parts: 0.5, Old: 0}}"))
    assert products.cents.sum(axis=0).tolist() == [60_000, 60_000, 0]
    np.testing.assert_array_equal(products.cents.sum(axis=1), quotas.cents)
    assert products.cents[0, 0] / quotas.cents[0] > products.cents[2, 0] / quotas.cents[2]


@pytest.mark.parametrize(
    ("section", "column", "message"),
    [
        ("{column: produkt}", "quotas.products.column", "bookings have no such column"),
        ("{column: product, shares: {Bikes: 1}}", "quotas.products.shares", "no share for the product"),
        ("{shares: {A: 0.6, B: 0.3}}", "quotas.products", "add up to 0.9"),
        ("{}", "quotas.products", "a column or shares"),
    ],
)
def test_what_does_not_fit_is_told_at_its_key(producing, section, column, message):
    """One problem, with a remedy."""
    with pytest.raises(InputError) as caught:
        read_plan(producing(section))
    (found,) = caught.value.problems
    assert found.column == column
    assert message in found.message


def test_bookings_without_a_product_are_told_by_row(producing):
    """The row a spreadsheet shows."""
    with pytest.raises(InputError) as caught:
        read_plan(producing("{column: product}", (*PRODUCTS[:3], "", *PRODUCTS[4:])))
    (found,) = caught.value.problems
    assert (found.table, found.row, found.column) == ("bookings.csv", 4, "product")
