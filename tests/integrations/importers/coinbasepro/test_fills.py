"""Coinbase Pro's report of fills: what tells two of them apart."""

from rotkehlchen.contracts.importer import ImportedGroup
from tests.integrations.importers.export import FOLDER, read


def test_fills_of_two_markets_that_have_one_number_are_not_the_same() -> None:
    names = [one.identity for one in read(FOLDER / 'coinbasepro' / 'fills.csv').parse() if isinstance(one, ImportedGroup)]
    assert len(set(names)) == len(names) == 3
