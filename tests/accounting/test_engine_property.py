"""What holds for every history: value is conserved, fills don't matter, all sold at once costs the same, order of reading doesn't matter."""

import random
from decimal import Decimal

import pytest

from rotkehlchen.accounting.engine import AccountedEvent
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.gain import Line, Method, Scope
from rotkehlchen.contracts.jurisdiction import Policy
from rotkehlchen.core.money import ZERO
from tests.accounting.history import MONEY, History, Result, account

METHODS: tuple[Method, ...] = ('fifo', 'lifo', 'hifo', 'lofo', 'average', 'total_average', 'share_pool', 'specific')
SCOPES: tuple[Scope, ...] = ('global', 'location', 'account')
PLACES = ('a', 'b')
TINY = Decimal('1e-40')
SETTINGS = Settings(missing_basis='unknown')


def _policy(method: Method, scope: Scope) -> Policy:
    return Policy(method, scope, ahead_days=30 if method == 'share_pool' else 0)


def _history(seed: int, *, moves: bool = True) -> History:
    """A year of purchases, sales, swaps, income, wraps, moves that lose a fee, never more than is held at a place."""
    choose = random.Random(seed)
    history = History()
    held: dict[tuple[str, str], Decimal] = {}
    for number in range(60):
        day = f'2020-{1 + number // 5:02d}-{1 + number % 5 * 4:02d}'
        asset, place = choose.choice(('A', 'B')), choose.choice(PLACES)
        units = Decimal(choose.randrange(1, 1000)) / 100
        price = Decimal(choose.randrange(50, 5000)) / 100
        owned = held.get((asset, place), ZERO)
        sold = (owned * choose.randrange(1, 100) / 100).quantize(Decimal('0.0001'))
        kind = choose.choice(('B', 'B', 'S', 'S', 'X', 'IN', 'W', 'MOVE'))
        if kind == 'B':
            history.add(f'{day} B {units}@{price} as={asset} @{place}')
            held[asset, place] = owned + units
        elif kind == 'IN':
            history.add(f'{day} IN {units}@{price} as={asset} @{place}')
            held[asset, place] = owned + units
        elif not sold:
            continue
        elif kind == 'S':
            history.add(f'{day} S {sold}@{price} as={asset} @{place}')
            held[asset, place] = owned - sold
        elif kind in 'XW':
            other = 'B' if asset == 'A' else 'A'
            worth = sold * price
            swap, wrap = f'X {sold} {asset} {worth} {units} {other} {worth}', f'W {sold} {asset} {units} {other}'
            history.add(f'{day} {swap if kind == "X" else wrap} @{place}')
            held[asset, place] = owned - sold
            held[other, place] = held.get((other, place), ZERO) + units
        elif moves:
            target = 'b' if place == 'a' else 'a'
            arrived = sold * Decimal('0.99')
            history.add(f'{day} MOVE {sold} {place} {target} arrived={arrived} as={asset}')
            stamp = history.entries[-1].event.timestamp // 1000
            history.prices.put(asset, stamp, price)
            held[asset, place] = owned - sold
            held[asset, target] = held.get((asset, target), ZERO) + arrived
    return history


def _amounts(result: Result, asset: str) -> tuple[Decimal, Decimal]:
    """Units that came and that left for good, of one asset."""
    came = sum((line.taxable_amount + line.free_amount for line in result.lines if line.asset == asset and _comes(line)), ZERO)
    left = sum((line.taxable_amount + line.free_amount for line in result.lines if line.asset == asset and not _comes(line)), ZERO)
    return came, left


def _comes(line: Line) -> bool:
    return (line.event_type, line.event_subtype) in {('trade', 'receive'), ('receive', 'interest'), ('receive', 'receive wrapped')}


@pytest.mark.parametrize('scope', SCOPES)
@pytest.mark.parametrize('method', METHODS)
@pytest.mark.parametrize('seed', range(4))
def test_value_is_conserved(method: Method, scope: Scope, seed: int) -> None:
    """Units: in = out + held, by asset. Cost: what was paid and earned = what disposals took + what is held, over all assets."""
    told = account(_history(seed), _policy(method, scope), SETTINGS)
    assert not [one for one in told.engine.findings if one.kind != 'missing_lot'], told.engine.findings[:3]
    for asset in 'AB':
        came, left = _amounts(told, asset)
        assert abs(came - left - told.left(asset)[0]) < TINY
    paid = sum((line.cost or ZERO for line in told.lines if line.asset != MONEY and _comes(line) and line.kind != 'transfer'), ZERO)
    used = sum((line.cost or ZERO for line in told.lines if line.asset != MONEY and line.parts and line.kind != 'transfer'), ZERO)
    held = sum((told.left(asset)[1] or ZERO for asset in 'AB'), ZERO)
    assert abs(paid - used - held) < TINY


@pytest.mark.parametrize('scope', ['location', 'account'])
def test_pools_hold_what_is_at_their_place(scope: Scope) -> None:
    told = account(_history(7), _policy('fifo', scope), SETTINGS)
    moved = dict.fromkeys(PLACES, ZERO)
    for entry in _history(7).entries:
        event = entry.event
        if event.asset == 'A':
            leaves = event.subtype in ('spend', 'deposit for wrapped', 'remove asset')
            moved[event.location] += -event.amount if leaves else event.amount
    for place in PLACES:
        name = place if scope == 'location' else f'{place}:'
        assert abs(told.left('A', name)[0] - moved[place]) < TINY


@pytest.mark.parametrize('method', METHODS)
def test_all_sold_at_once_costs_all_under_every_method(method: Method) -> None:
    buys = '; '.join(f'2020-01-{day:02d} B {day}.5@{day * 7 % 11 + 1}' for day in range(1, 20))
    told = account(f'{buys}; 2020-12-01 S 199.5@9', _policy(method, 'global'))
    paid = sum((Decimal(f'{day}.5') * (day * 7 % 11 + 1) for day in range(1, 20)), ZERO)
    (gain,) = told.gains()
    assert gain is not None
    assert abs(gain - (Decimal('199.5') * 9 - paid)) < TINY
    assert told.left() == (ZERO, ZERO)


@pytest.mark.parametrize('method', METHODS)
def test_gain_does_not_change_when_a_trade_is_split_into_fills(method: Method) -> None:
    buys = '2020-01-01 B 10@3; 2020-01-05 B 7@9; 2020-02-01 B 5@4'
    whole = account(f'{buys}; 2020-03-01 S 12@8', _policy(method, 'global'))
    fills = account(f'{buys}; 2020-03-01 S 5@8; 2020-03-01 S 4@8; 2020-03-01 S 3@8', _policy(method, 'global'))
    first, second = (sum((gain or ZERO for gain in told.gains()), ZERO) for told in (whole, fills))
    assert abs(first - second) < TINY
    bought = account('2020-01-01 B 4@3; 2020-01-01 B 6@3; 2020-01-05 B 7@9; 2020-02-01 B 5@4; 2020-03-01 S 12@8', _policy(method, 'global'))
    assert abs(sum((gain or ZERO for gain in bought.gains()), ZERO) - first) < TINY


@pytest.mark.parametrize('method', METHODS)
def test_same_events_in_any_order_give_the_same_report(method: Method) -> None:
    history = _history(3)
    told = account(history, _policy(method, 'location'), SETTINGS)
    shuffled = History(list(history.entries), history.prices)
    random.Random(1).shuffle(shuffled.entries)
    again = account(shuffled, _policy(method, 'location'), SETTINGS)
    assert again.lines == told.lines
    assert again.engine.open_lots() == told.engine.open_lots()
    assert again.engine.findings == told.engine.findings


def test_same_time_is_decided_by_group_and_position() -> None:
    """Two sales at one moment: the one whose group's identifier comes first takes the first lot."""
    history = History().add('2020-01-01 B 1@10; 2020-01-02 B 1@20')
    history.event({'type': 'spend', 'subtype': 'none', 'asset': 'A', 'amount': Decimal(1)}, day='2020-03-01')
    history.prices.put('A', history.entries[-1].event.timestamp // 1000, Decimal(30))
    last = history.entries.pop()

    def sale(group: str, identifier: int) -> AccountedEvent:
        event = last.event
        made = type(event)(group, 0, event.timestamp, event.location, None, event.type, event.subtype, event.asset, event.amount)
        return AccountedEvent(made, identifier)

    history.entries += [sale('z', 11), sale('m', 12)]
    told = account(history, Policy('fifo', 'global'))
    assert [(line.event_id, line.cost) for line in told.disposals] == [(12, 10), (11, 20)]
