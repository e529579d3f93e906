import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from rotkehlchen.core.errors import AppError, ConflictError, InputError, NotFoundError
from rotkehlchen.services.location import LocationService
from rotkehlchen.services.manual_balance import ManualBalanceService
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.tag import TagService
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.manual_balance import ManualBalance, ManualBalanceRepository
from rotkehlchen.storage.tag import TagRepository


@dataclass(frozen=True)
class NamedAsset:
    name: str
    symbol: str
    protocol: str | None = None


class Assets:
    """An asset table of a few."""

    def __init__(self) -> None:
        self.known = {f'A{number}' for number in range(100)} | {'BTC', 'EUR'}

    def find(self, identifier: str) -> NamedAsset | None:
        return NamedAsset(identifier, identifier) if identifier in self.known else None

    def load_many(self, identifiers: Collection[str]) -> dict[str, NamedAsset]:
        return {identifier: NamedAsset(identifier, identifier) for identifier in identifiers if identifier in self.known}


class Values:
    """Prices at hand: only those of `prices`."""

    def __init__(self) -> None:
        self.prices = {'BTC': Decimal(50_000)}

    def values(self, pairs: Sequence[tuple[str, Decimal]]) -> list[Decimal | None]:
        return [None if asset not in self.prices else self.prices[asset] * amount for asset, amount in pairs]


@dataclass
class Fixture:
    balances: ManualBalanceService
    tags: TagService
    assets: Assets
    values: Values
    changed: list[str]


@pytest.fixture
def made(user_database: Database) -> Fixture:
    notifier, assets, values, tags = Notifier(), Assets(), Values(), TagRepository(user_database)
    changed: list[str] = []
    tag_service = TagService(tags, Notifier())
    service = ManualBalanceService(ManualBalanceRepository(user_database), tags, assets, LocationService(list), values, notifier)
    notifier.listen(lambda kind, data: changed.append(data['what']))
    return Fixture(service, tag_service, assets, values, changed)


def balance(label: str = 'wallet', asset: str = 'BTC', amount: str = '1', identifier: int = 0) -> ManualBalance:
    return ManualBalance(asset, label, Decimal(amount), 'external', 'asset', (), identifier)


def labels(made: Fixture) -> list[str]:
    return [row.balance.label for row in made.balances.all()]


def test_add_then_all_gives_exact_amounts_values_and_stored_words(made: Fixture) -> None:
    made.tags.add('Cold', None, None, None)
    amount = Decimal('0.100000000000000000000000000000000000000001')
    given = ManualBalance('BTC', 'a', amount, 'Polygon_POS', 'liability', ('cold', 'contract'))
    identifiers = made.balances.add([given, balance('b', 'EUR', '7')])
    first, second = made.balances.all()
    assert first.balance == replace(given, location='polygon pos', tags=('Cold', 'Contract'), identifier=identifiers[0])
    assert first.value == Decimal('5000.00000000000000000000000000000000000005')
    assert (second.value, second.asset_is_missing) == (None, False)
    assert made.changed == ['manual_balances']


def test_all_with_threshold_leaves_out_small_values_but_not_unknown_ones(made: Fixture) -> None:
    made.balances.add([balance('dust', amount='0.00001'), balance('much'), balance('unknown', 'EUR')])
    assert [row.balance.label for row in made.balances.all(Decimal(1))] == ['much', 'unknown']


def test_all_says_which_asset_is_missing(made: Fixture) -> None:
    made.balances.add([balance()])
    made.assets.known.clear()
    assert [row.asset_is_missing for row in made.balances.all()] == [True]


@pytest.mark.parametrize(('wrong', 'field', 'error'), [
    (balance(asset='NOTHING'), 'balances.1.asset', InputError),
    (replace(balance(), location='mars'), 'balances.1.location', InputError),
    (replace(balance(), location='total'), 'balances.1.location', InputError),
    (replace(balance(), tags=('contract', 'nothing')), 'balances.1.tags.1', InputError),
    (balance('first'), 'balances.1.label', ConflictError),
    (balance('there'), 'balances.1.label', ConflictError),
])
def test_add_with_one_wrong_field_names_it_and_adds_nothing(
        made: Fixture, wrong: ManualBalance, field: str, error: type[AppError],
) -> None:
    made.balances.add([balance('there')])
    with pytest.raises(error) as caught:
        made.balances.add([balance('first'), wrong])
    assert caught.value.params['field'] == field
    assert field in caught.value.message
    assert labels(made) == ['there']


def test_edit_can_exchange_labels_and_replaces_tags(made: Fixture) -> None:
    one, two = made.balances.add([replace(balance('a'), tags=('Contract',)), balance('b')])
    made.balances.edit([balance('b', amount='3', identifier=one), replace(balance('a', identifier=two), tags=('contract',))])
    assert [(row.balance.identifier, row.balance.label, row.balance.tags) for row in made.balances.all()] == [
        (one, 'b', ()), (two, 'a', ('Contract',)),
    ]


@pytest.mark.parametrize(('make', 'field', 'error'), [
    (lambda one, two: [balance('x', identifier=one), balance('y', identifier=99)], 'balances.1.identifier', NotFoundError),
    (lambda one, two: [balance('b', identifier=one)], 'balances.0.label', ConflictError),
    (lambda one, two: [balance('x', identifier=one), balance('x', identifier=two)], 'balances.1.label', ConflictError),
    (lambda one, two: [balance('x', identifier=one), balance('y', identifier=one)], 'balances.1.identifier', InputError),
])
def test_edit_that_cannot_be_done_names_the_field_and_changes_nothing(
        made: Fixture, make: Callable[[int, int], list[ManualBalance]], field: str, error: type[AppError],
) -> None:
    one, two = made.balances.add([balance('a'), balance('b')])
    with pytest.raises(error) as caught:
        made.balances.edit(make(one, two))
    assert caught.value.params['field'] == field
    assert labels(made) == ['a', 'b']


def test_delete_with_an_unknown_id_deletes_nothing(made: Fixture) -> None:
    one, two = made.balances.add([balance('a'), balance('b')])
    with pytest.raises(NotFoundError) as caught:
        made.balances.delete([one, 99])
    assert caught.value.params['field'] == 'ids.1'
    assert labels(made) == ['a', 'b']
    made.balances.delete([one, one])
    assert labels(made) == ['b']
    assert two


def test_holdings_are_the_balances_without_prices(made: Fixture) -> None:
    made.balances.add([balance('a', amount='2'), replace(balance('b', 'EUR'), category='liability')])
    assert [(h.asset, h.amount, h.location, h.is_liability) for h in made.balances.holdings()] == [
        ('BTC', Decimal(2), 'external', False), ('EUR', Decimal(1), 'external', True),
    ]


def test_all_of_a_thousand_balances_is_quick(made: Fixture) -> None:
    made.balances.add([balance(f'label {number}', f'A{number % 100}', f'{number}.25') for number in range(1000)])
    made.values.prices = {f'A{number}': Decimal('1.5') for number in range(100)}
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        assert len(made.balances.all()) == 1000
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.05  # measured 4 ms; the rest is room for a busy machine
