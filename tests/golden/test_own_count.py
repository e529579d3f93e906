"""Made-up lives, lot by lot: what the engine says against a second count that shares nothing with it."""

import datetime
import random
from collections import defaultdict
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from tests.golden.country import Taxpayer, Told
from tests.golden.own_count import Deal, Life, Lots, deals_of, share_matching, yearly_average

METHODS, SCOPES, YEARS = ('fifo', 'lifo', 'hifo', 'lofo', 'average'), ('global', 'location', 'account'), (2021, 2022, 2023)
EXACT = Fraction(1, 10**20)


def same(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) < EXACT


def sales_of(told: Told) -> list[tuple[int, str, Fraction, Fraction, Fraction]]:
    assert not told.findings
    found = []
    for line in told.lines:
        if line.parts and line.kind != 'transfer':
            cost, proceeds = Fraction(line.cost or 0), Fraction(line.proceeds or 0)
            found.append((line.timestamp // 1000, line.asset, Fraction(line.taxable_amount + line.free_amount), cost, proceeds - cost))
    return found


@pytest.mark.parametrize('start', range(0, 120, 20))
def test_lots_are_those_of_a_second_count(start: int) -> None:
    """Five methods and three scopes, another pair each year; swaps of several legs, wraps, moves, fees in kind, gifts."""
    for seed in range(start, start + 20):
        choose, life = random.Random(f'choices {seed}'), Life(f'lots {seed}', YEARS)
        choices = {year: (choose.choice(METHODS), choose.choice(SCOPES)) for year in YEARS}
        counted = Lots(choices).run(life.moves)
        one = Taxpayer('generic', {str(year): {'method': method, 'scope': scope} for year, (method, scope) in choices.items()})
        life.tell(one)
        told = one.report('2023')
        found = sales_of(told)
        assert [sale[:2] for sale in found] == [sale[:2] for sale in counted.sales], (seed, choices)
        for sale, wanted in zip(found, counted.sales, strict=True):
            assert all(same(Fraction(a), Fraction(b)) for a, b in zip(sale[2:], wanted[2:], strict=True)), (seed, choices, sale, wanted)
        left: dict[tuple[str, str, int], tuple[Fraction, Fraction]] = defaultdict(lambda: (Fraction(0), Fraction(0)))
        for lot in told.lots:
            key = lot.asset, lot.scope, lot.acquired // 1000
            left[key] = left[key][0] + Fraction(lot.amount), left[key][1] + Fraction(lot.cost or 0)
        wanted_left = counted.left()
        assert set(left) == set(wanted_left), (seed, choices)
        assert all(same(left[key][0], amount) and same(left[key][1], cost) for key, (amount, cost) in wanted_left.items()), (seed, choices)


def dated(life: Life, swap_value: str, zone: str) -> list[tuple[datetime.date, Deal]]:
    found = sorted((deal for move in life.moves for deal in deals_of(move, swap_value)), key=lambda one: one.second)
    return [(datetime.datetime.fromtimestamp(one.second, ZoneInfo(zone)).date(), one) for one in found]


@pytest.mark.parametrize('count', [40, 90, 150])
def test_british_matching_is_that_of_a_second_count(count: int) -> None:
    for seed in range(12):
        life, one = Life(f'united kingdom {count} {seed}', (2021, 2022), count, wraps=False), Taxpayer('united_kingdom')
        life.tell(one)
        told = one.report('2022/23')
        gains, kept = share_matching(dated(life, 'crossed', 'Europe/London'))
        found: dict[tuple[str, datetime.date], Fraction] = defaultdict(Fraction)
        for second, asset, _, _, gain in sales_of(told):
            found[asset, datetime.datetime.fromtimestamp(second, ZoneInfo('Europe/London')).date()] += gain
        assert set(found) == set(gains), seed
        assert all(same(found[key], gain) for key, gain in gains.items()), seed
        assert all(same(told.left(asset)[0], amount) and same(told.left(asset)[1], cost) for asset, (amount, cost) in kept.items()), seed


@pytest.mark.parametrize('count', [40, 90, 150])
def test_japanese_average_is_that_of_a_second_count(count: int) -> None:
    for seed in range(12):
        life, one = Life(f'japan {count} {seed}', (2021, 2022), count, wraps=False), Taxpayer('japan')
        life.tell(one)
        told = one.report('2022')
        sales, kept = yearly_average(dated(life, 'received', 'Asia/Tokyo'))
        found = sorted((second, asset, cost, gain) for second, asset, _, cost, gain in sales_of(told))
        assert [sale[:2] for sale in found] == [sale[:2] for sale in sorted(sales)], seed
        assert all(same(a[2], b[2]) and same(a[3], b[3]) for a, b in zip(found, sorted(sales), strict=True)), seed
        assert all(same(told.left(asset)[0], amount) and same(told.left(asset)[1], cost) for asset, (amount, cost) in kept.items()), seed
