"""The same lots counted a second time, in exact fractions and in the plainest way there is: lists that are sorted anew for each sale.

Knows nothing of the engine. `Lots` counts lots in pools, by a method and a scope that change from year to year; `share_matching` and
`yearly_average` count by the texts of two laws. `Life` makes up what happens.
"""

import datetime
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tests.golden.country import Place, Taxpayer

ZERO = Fraction(0)
PLACES: tuple[Place, ...] = (('kraken', 'main'), ('kraken', 'savings'), ('okx', 'x'), ('ethereum', 'x'))
ASSETS = 'ABC'
WIDTH = {'account': 0, 'location': 1, 'global': 2}
Legs = Sequence[tuple[str, Fraction, Fraction]]
"""Asset, amount, value in all."""


def text(amount: Fraction) -> str:
    found = Decimal(amount.numerator) / Decimal(amount.denominator)
    assert Fraction(found) == amount
    return f'{found:f}'


def cut(amount: Fraction) -> Fraction:
    return Fraction(int(amount * 10**12), 10**12) or amount


@dataclass(frozen=True)
class Move:
    """What happened. `outs` are sold and `ins` bought, for `fee` in money; with `carried` the cost goes over. `target`: of a movement, which arrived
    `minutes` later; what is missing there is a fee worth `fee`."""

    time: datetime.datetime
    at: Place
    outs: Legs = ()
    ins: Legs = ()
    fee: Fraction = ZERO
    carried: bool = False
    target: Place | None = None
    minutes: int = 0
    is_gift: bool = False

    @property
    def second(self) -> int:
        return int(self.time.timestamp())


@dataclass
class Lot:
    acquired: int
    number: int
    amount: Fraction
    cost: Fraction
    place: Place


class Life:
    """Made-up moves of some years, in order; never more leaves a place than it holds."""

    def __init__(self, seed: str, years: Sequence[int], count: int = 60, *, wraps: bool = True) -> None:
        self.choose = random.Random(seed)
        self.held: dict[tuple[str, Place], Fraction] = defaultdict(Fraction)
        self.moves: list[Move] = []
        self.wraps = wraps
        time = datetime.datetime(years[0], 1, 2, tzinfo=datetime.UTC)
        step = (datetime.datetime(years[-1], 12, 20, tzinfo=datetime.UTC) - time) / count
        for number in range(count):
            self.happen((time + step * number).replace(second=0, microsecond=0) + datetime.timedelta(minutes=self.choose.randrange(20)))

    def happen(self, time: datetime.datetime) -> None:
        choose, at, asset = self.choose, self.choose.choice(PLACES), self.choose.choice(ASSETS)
        other, third = [one for one in ASSETS if one != asset]
        amount, value, more = Fraction(choose.randrange(1, 4000), choose.choice((1, 10, 100))), self.money(99_999), self.money(5_000)
        part = cut(self.held[asset, at] * choose.choice((Fraction(1), Fraction(choose.randrange(1, 100), 100))))
        fee = choose.choice((ZERO, Fraction(3, 2)))
        kind = choose.choice((
            'buy', 'buy', 'buy', 'sell', 'sell', 'swap', 'two for one', 'one for two', 'fee in kind', 'move', 'move', 'gift', 'wrap', 'unwrap'))
        wrapped, rest = cut(self.held[f'v{asset}', at] / 2), cut(self.held[other, at] / 3)
        if kind == 'unwrap' and wrapped and self.wraps:
            self.add(Move(time, at, ((f'v{asset}', wrapped, ZERO),), ((asset, wrapped * Fraction(7, 5), ZERO),), carried=True))
        elif not part or kind in ('buy', 'unwrap'):
            self.add(Move(time, at, (), ((asset, amount, value),), fee))
        elif kind == 'wrap' and self.wraps:
            self.add(Move(time, at, ((asset, part, ZERO),), ((f'v{asset}', part * Fraction(13, 10), ZERO),), carried=True))
        elif kind == 'move':
            target, arrived = choose.choice([one for one in PLACES if one != at]), choose.choice((part, cut(part * Fraction(19, 20))))
            self.add(Move(time, at, ((asset, part, ZERO),), ((asset, arrived, ZERO),), more, target=target, minutes=choose.choice((1, 5))))
        elif kind == 'fee in kind':
            paid = cut(part / 10)
            self.add(Move(time, at, ((asset, part - paid, value + 50), (asset, paid, more))))
        elif kind == 'two for one' and rest:
            self.add(Move(time, at, ((asset, part, value), (other, rest, more)), ((third, amount, value + more),)))
        elif kind == 'one for two':
            self.add(Move(time, at, ((asset, part, value),), ((other, amount, more), (third, amount * 2, value))))
        elif kind == 'swap':
            self.add(Move(time, at, ((asset, part, value),), ((other, amount, value * choose.choice((1, Fraction(9, 10)))),)))
        else:
            self.add(Move(time, at, ((asset, part, value),), (), ZERO if kind == 'gift' else fee, is_gift=kind == 'gift'))

    def money(self, most: int) -> Fraction:
        return Fraction(self.choose.randrange(1, most), 100)

    def add(self, move: Move) -> None:
        self.moves.append(move)
        for asset, amount, _ in move.outs:
            self.held[asset, move.at] -= amount
        for asset, amount, _ in move.ins:
            self.held[asset, move.target or move.at] += amount

    def tell(self, one: Taxpayer) -> None:
        """Give it to a taxpayer, as events."""
        for move in self.moves:
            when, money = f'{move.time:%Y-%m-%dT%H:%M}', one.currency
            outs, ins = ([f'{text(amount)} {asset}' + (f' {text(value)}' if value else '') for asset, amount, value in legs] for legs in (move.outs, move.ins))
            if move.target is not None:
                (asset, sent, _), (_, arrived, _) = move.outs[0], move.ins[0]
                later = move.time + datetime.timedelta(minutes=move.minutes)
                one.move(when, f'{later:%Y-%m-%dT%H:%M}', text(sent), asset, move.at, move.target, arrived=text(arrived))
                if sent != arrived:
                    price = move.fee / (sent - arrived)
                    one.prices[asset, int(later.timestamp())] = Decimal(price.numerator) / Decimal(price.denominator)
            elif move.carried:
                kinds = ('spend/return_wrapped', 'withdrawal/redeem_wrapped') if outs[0].split()[1].startswith('v') else (
                    'deposit/deposit_for_wrapped', 'receive/receive_wrapped')
                one.event(when, f'{kinds[0]} {outs[0]}', f'{kinds[1]} {ins[0]}', at=move.at)
            elif move.is_gift:
                one.event(when, f'spend/donate {outs[0]}', at=move.at)
            else:
                legs = [f'trade/spend {leg}' for leg in outs] or [f'trade/spend {text(move.ins[0][2])} {money}']
                legs += [f'trade/receive {leg}' for leg in ins] or [f'trade/receive {text(move.outs[0][2])} {money}']
                if not ins and len(outs) == 2:  # one price of an asset at a time: the fee has it
                    legs = [f'trade/spend {outs[0].rsplit(" ", 1)[0]}', legs[2], f'trade/fee {outs[1]}']
                legs += [f'trade/fee {text(move.fee)} {money}'] if move.fee else []
                one.event(when, *legs, at=move.at)


@dataclass(frozen=True)
class Deal:
    """Units that came (above zero) or left, what they cost or brought, and when, in seconds."""

    second: int
    asset: str
    amount: Fraction
    value: Fraction
    at: Place


def deals_of(move: Move, swap_value: str) -> list[Deal]:
    """`swap_value`: of which side proceeds and cost are: 'given', 'received', or 'crossed' for proceeds by what came and cost by what was given."""
    at, second = move.at, move.second
    if move.target is not None:
        (asset, sent, _), (_, arrived, _) = move.outs[0], move.ins[0]
        return [Deal(second + move.minutes * 60, asset, arrived - sent, move.fee, at)] if sent != arrived else []
    if not move.ins and len(move.outs) == 2:
        (asset, sold, proceeds), (_, paid, fee) = move.outs
        return [Deal(second, asset, -sold, proceeds - fee, at), Deal(second, asset, -paid, fee, at)]
    given, received = (sum((value for _, _, value in legs), ZERO) for legs in (move.outs, move.ins))
    proceeds = given - move.fee if not move.ins else given if swap_value == 'given' else received
    cost = received + move.fee if not move.outs else received if swap_value == 'received' else given
    return [
        *(Deal(second, asset, -amount, proceeds * value / given, at) for asset, amount, value in move.outs),
        *(Deal(second, asset, amount, cost * value / received, at) for asset, amount, value in move.ins)]


class Lots:
    """`choices`: method and scope by year. `sales`: (second, asset, amount, cost, gain) in their order."""

    def __init__(self, choices: Mapping[int, tuple[str, str]]) -> None:
        self.choices = choices
        self.now: tuple[str, str] | None = None
        self.pools: dict[tuple[str, str], list[Lot]] = defaultdict(list)
        self.units: dict[tuple[str, Place], Fraction] = defaultdict(Fraction)
        self.sales: list[tuple[int, str, Fraction, Fraction, Fraction]] = []
        self.number = 0

    def run(self, moves: Sequence[Move]) -> 'Lots':
        for move in moves:
            self.enter(move.time.year)
            if move.target is not None:
                self.transfer(move)
            elif move.carried:
                (asset, amount, _), (new, came, _) = move.outs[0], move.ins[0]
                for units, cost, acquired in self.take(asset, move.at, amount):
                    self.put(new, move.at, units * came / amount, cost, acquired)
            else:
                for deal in deals_of(move, 'given'):
                    if deal.amount < 0:
                        self.sell(deal.second, deal.asset, move.at, -deal.amount, deal.value)
                    else:
                        self.put(deal.asset, move.at, deal.amount, deal.value, deal.second)
            for asset, amount, _ in move.outs:
                self.units[asset, move.at] -= amount
            for asset, amount, _ in move.ins:
                self.units[asset, move.target or move.at] += amount
        return self

    def transfer(self, move: Move) -> None:
        assert move.target is not None
        (asset, sent, _), (_, arrived, _) = move.outs[0], move.ins[0]
        later, lost = move.second + move.minutes * 60, sent - arrived
        if self.now is not None and self.now[1] == 'global':
            if lost:
                self.sell(later, asset, move.at, lost, move.fee)
            return
        pieces, cost_lost, left = self.take(asset, move.at, sent), ZERO, lost
        for units, cost, acquired in pieces:
            part = min(units, left)
            left -= part
            cost_lost += cost * part / units
            if part < units:
                self.put(asset, move.target, units - part, cost - cost * part / units, acquired)
        if lost:
            self.sales.append((later, asset, lost, cost_lost, move.fee - cost_lost))

    def sell(self, second: int, asset: str, at: Place, amount: Fraction, proceeds: Fraction) -> None:
        cost = sum((cost for _, cost, _ in self.take(asset, at, amount)), ZERO)
        self.sales.append((second, asset, amount, cost, proceeds - cost))

    def put(self, asset: str, at: Place, amount: Fraction, cost: Fraction, acquired: int) -> None:
        self.number += 1
        self.pools[asset, self.scope(at)].append(Lot(acquired, self.number, amount, cost, at))

    def take(self, asset: str, at: Place, amount: Fraction) -> list[tuple[Fraction, Fraction, int]]:
        assert self.now is not None
        lots, pieces = self.pools[asset, self.scope(at)], []
        _share_average(lots, self.now[0])
        for lot in sorted(lots, key=lambda one: _order(one, self.now[0] if self.now else '')):
            part = min(lot.amount, amount)
            if part:
                cost = lot.cost * part / lot.amount
                pieces.append((part, cost, lot.acquired))
                lot.amount, lot.cost, amount = lot.amount - part, lot.cost - cost, amount - part
        lots[:] = [one for one in lots if one.amount]
        assert not amount
        return pieces

    def scope(self, at: Place) -> str:
        assert self.now is not None
        return _scope(self.now[1], at)

    def enter(self, year: int) -> None:
        before, self.now = self.now, self.choices[year]
        if before is None or before == self.now:
            return
        pools, self.pools = self.pools, defaultdict(list)
        for (asset, scope), lots in sorted(pools.items()):
            _share_average(lots, before[0])
            lots.sort(key=lambda one: (one.acquired, one.number))
            if WIDTH[self.now[1]] < WIDTH[before[1]]:
                room = {at: units for (name, at), units in self.units.items() if name == asset and units > 0 and _scope(before[1], at) == scope}
                lots = self.allocate(lots, room)
            for lot in lots:
                self.pools[asset, self.scope(lot.place)].append(lot)

    def allocate(self, lots: Sequence[Lot], room: dict[Place, Fraction]) -> list[Lot]:
        """Rev. Proc. 2024-28: its own lots first, the oldest first; then those that are left to places that lack some, by name."""
        settled: list[Lot] = []

        def settle(lot: Lot, at: Place) -> None:
            part = min(lot.amount, room.get(at, ZERO))
            if part and part == lot.amount:  # what is left of a lot keeps its place among those of its time
                settled.append(Lot(lot.acquired, lot.number, part, lot.cost, at))
                room[at] -= part
                lot.amount = ZERO
            elif part:
                self.number += 1
                settled.append(Lot(lot.acquired, self.number, part, lot.cost * part / lot.amount, at))
                lot.cost -= lot.cost * part / lot.amount
                lot.amount -= part
                room[at] -= part

        for lot in lots:
            settle(lot, lot.place)
        for lot in lots:
            for at in sorted(room):
                if lot.amount:
                    settle(lot, at)
        return settled

    def left(self) -> dict[tuple[str, str, int], tuple[Fraction, Fraction]]:
        """Units and cost by asset, scope and second of acquisition."""
        assert self.now is not None
        found: dict[tuple[str, str, int], tuple[Fraction, Fraction]] = {}
        for (asset, scope), lots in self.pools.items():
            _share_average(lots, self.now[0])
            for lot in lots:
                amount, cost = found.get((asset, scope, lot.acquired), (ZERO, ZERO))
                found[asset, scope, lot.acquired] = amount + lot.amount, cost + lot.cost
        return found


def _scope(scope: str, at: Place) -> str:
    return '' if scope == 'global' else at[0] if scope == 'location' else f'{at[0]}:{at[1]}'


def _order(lot: Lot, method: str) -> tuple[Fraction, int, int]:
    sign = {'lofo': 1, 'hifo': -1}.get(method, 0)
    return sign * lot.cost / lot.amount, -lot.acquired if method == 'lifo' else lot.acquired, -lot.number if method == 'lifo' else lot.number


def _share_average(lots: Sequence[Lot], method: str) -> None:
    if method == 'average' and lots:
        unit = sum((one.cost for one in lots), ZERO) / sum((one.amount for one in lots), ZERO)
        for lot in lots:
            lot.cost = unit * lot.amount


# ------------------------------------------------------------------ laws
Day = datetime.date
Kept = dict[str, tuple[Fraction, Fraction]]


def share_matching(deals: Sequence[tuple[Day, Deal]]) -> tuple[dict[tuple[str, Day], Fraction], Kept]:
    """Sections 104 to 106A TCGA 1992. Gain by asset and day, and what is left of each pool."""
    gains: dict[tuple[str, Day], Fraction] = {}
    kept: Kept = {}
    for asset in {deal.asset for _, deal in deals}:
        bought: dict[Day, list[Fraction]] = defaultdict(lambda: [ZERO, ZERO])
        sold: dict[Day, list[Fraction]] = defaultdict(lambda: [ZERO, ZERO])
        for day, deal in deals:
            if deal.asset == asset:
                side = (bought if deal.amount > 0 else sold)[day]
                side[0] += abs(deal.amount)
                side[1] += deal.value
        free, open_units = ({day: one[0] for day, one in side.items()} for side in (bought, sold))
        cost: dict[Day, Fraction] = defaultdict(Fraction)
        same_day = [(day, day) for day in sorted(sold) if day in free]
        for day, of in same_day + [(day, of) for day in sorted(sold) for of in sorted(free) if 0 < (of - day).days <= 30]:
            part = min(open_units[day], free[of])
            open_units[day] -= part
            free[of] -= part
            cost[day] += bought[of][1] * part / bought[of][0]
        amount = pool = ZERO
        for day in sorted({*bought, *sold}):
            if free.get(day):
                amount += free[day]
                pool += bought[day][1] * free[day] / bought[day][0]
            if open_units.get(day):
                part = pool * open_units[day] / amount
                cost[day] += part
                pool -= part
                amount -= open_units[day]
            if day in sold:
                gains[asset, day] = sold[day][1] - cost[day]
        kept[asset] = amount, pool
    return gains, kept


def yearly_average(deals: Sequence[tuple[Day, Deal]]) -> tuple[list[tuple[int, str, Fraction, Fraction]], Kept]:
    """Article 119-2 of the order of the Japanese Income Tax Act. (second, asset, cost, gain) of each sale, and what is left."""
    sales: list[tuple[int, str, Fraction, Fraction]] = []
    kept: dict[str, tuple[Fraction, Fraction]] = defaultdict(lambda: (ZERO, ZERO))
    for year in sorted({day.year for day, _ in deals}):
        for asset in {deal.asset for _, deal in deals}:
            own = [deal for day, deal in deals if day.year == year and deal.asset == asset]
            amount, cost = kept[asset]
            amount += sum((one.amount for one in own if one.amount > 0), ZERO)
            cost += sum((one.value for one in own if one.amount > 0), ZERO)
            unit = cost / amount if amount else ZERO
            sales += [(one.second, asset, -one.amount * unit, one.value + one.amount * unit) for one in own if one.amount < 0]
            amount += sum((one.amount for one in own if one.amount < 0), ZERO)
            kept[asset] = amount, amount * unit
    return sales, kept
