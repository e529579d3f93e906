"""Nothing is lost on the way: units and cost of made-up lives through all that can happen to them, while method and scope change from year to year."""

import datetime
import random
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest

from rotkehlchen.core.event import direction_of
from tests.golden.country import Place, Taxpayer, ms

PLACES: tuple[Place, ...] = (('kraken', 'main'), ('kraken', 'savings'), ('okx', 'x'), ('ethereum', 'x'))
METHODS = ('fifo', 'lifo', 'hifo', 'lofo', 'average', 'total_average', 'specific')
LABELS = {'united_kingdom': '2024/25', 'australia': '2024/25'}
EXACT = Fraction(1, 10**20)


class Life:
    """`held`: units by place and asset. `shifted`: what the user's word put into cost."""

    def __init__(self, country: str, seed: int) -> None:
        self.choose = random.Random(f'{country} {seed}')
        chosen = {str(year): {
            'method': self.choose.choice(METHODS), 'scope': self.choose.choice(('global', 'location', 'account')),
            'swap': self.choose.choice(('taxable', 'carried'))} for year in range(2021, 2025)}
        self.one = Taxpayer(country, chosen if country == 'generic' else {})
        self.held: dict[tuple[Place, str], Decimal] = defaultdict(Decimal)
        self.shifted = 0
        day = datetime.date(2021, 1, 1)
        while (day := day + datetime.timedelta(days=self.choose.randrange(1, 40))) < datetime.date(2024, 12, 31):
            self.happen(f'{day}T{self.choose.randrange(23):02}:{self.choose.randrange(50):02}')

    def happen(self, when: str) -> None:
        at, asset, amount, value = self.choose.choice(PLACES), self.choose.choice('AB'), self.choose.randrange(1, 50), self.choose.randrange(1, 500)
        part = self.held[at, asset] * self.choose.choice((1, Decimal('0.5'), Decimal('0.25')))
        kind = self.choose.choice((
            'buy', 'sell', 'swap', 'move', 'reward', 'unpriced', 'gift', 'wrap', 'unwrap', 'fee in kind', 'fee in other', 'pool', 'leave pool', 'split',
            'shift'))
        if kind in ('reward', 'unpriced'):
            self.event(when, at, f'staking/reward {amount} {asset}' + (f' {value}' if kind == 'reward' else ''))
        elif not part or kind == 'buy':
            self.event(when, at, f'trade/spend {value} {self.one.currency}', f'trade/receive {amount} {asset} {value}')
        elif kind == 'move':
            self.move(when, at, asset, part, value)
        elif kind == 'split':
            self.one.event(when, (f'informational/none 0 {asset}', {'split': '2'}))
            for key in [one for one in self.held if one[1] == asset]:
                self.held[key] *= 2
        elif kind == 'shift':
            self.one.event(when, (f'informational/none 0 {asset}', {'cost_change': '7'}))
            self.shifted += 7
        else:
            self.exchange(kind, when, at, asset, part, amount, value)

    def exchange(self, kind: str, when: str, at: Place, asset: str, part: Decimal, amount: int, value: int) -> None:
        other = 'BA'['AB'.index(asset)]
        wrapped, shares, rest = (self.held[at, one] for one in (f'v{asset}', 'LP', other))
        sale = f'trade/receive {value} {self.one.currency}'
        legs = {
            'sell': (f'trade/spend {part} {asset} {value}', sale),
            'swap': (f'trade/spend {part} {asset} {value}', f'trade/receive {amount} {other} {value + 3}'),
            'gift': (f'spend/donate {part} {asset} {value}',),
            'wrap': (f'deposit/deposit_for_wrapped {part} {asset} {value}', f'receive/receive_wrapped {part} v{asset}'),
            'unwrap': (f'spend/return_wrapped {wrapped} v{asset}', f'withdrawal/redeem_wrapped {wrapped} {asset}') if wrapped else (),
            'fee in kind': (f'trade/spend {part / 2} {asset} {value}', sale, f'trade/fee {part / 4} {asset} 3'),
            'fee in other': (
                f'trade/spend {value} {self.one.currency}', f'trade/receive {amount} {asset} {value}', f'trade/fee {rest / 2} {other} 4') if rest else (),
            'pool': (f'deposit/deposit_for_wrapped {part} {asset} {value}', f'deposit/deposit_for_wrapped {rest} {other} {value // 2 + 1}',
                     f'receive/receive_wrapped {amount} LP') if rest else (),
            'leave pool': (f'spend/return_wrapped {shares} LP {value}', f'withdrawal/redeem_wrapped {amount} {asset} {value}',
                           f'withdrawal/redeem_wrapped {amount} {other} {value // 3 + 1}') if shares else (),
        }[kind]
        self.event(when, at, *legs)

    def event(self, when: str, at: Place, *legs: str) -> None:
        self.one.event(when, *legs, at=at)
        for leg in legs:
            pair, amount, asset, *_ = leg.split()
            kind, subtype = pair.replace('_', ' ').split('/')
            self.held[at, asset] += Decimal(amount) if direction_of(kind, subtype) == 'in' else -Decimal(amount)

    def move(self, when: str, at: Place, asset: str, sent: Decimal, value: int) -> None:
        target = self.choose.choice([one for one in PLACES if one != at])
        arrived = sent * self.choose.choice((1, Decimal('0.75')))
        self.one.move(when, f'{when[:-2]}59', str(sent), asset, at, target, arrived=str(arrived))
        self.one.prices[asset, ms(f'{when[:-2]}59') // 1000] = Decimal(value)
        self.held[at, asset] -= sent
        self.held[target, asset] += arrived


@pytest.mark.parametrize('country', ['generic', 'germany', 'united_kingdom', 'united_states', 'canada', 'australia', 'japan', 'ireland', 'austria'])
def test_units_and_cost_are_conserved(country: str) -> None:
    for seed in range(60 if country == 'generic' else 15):
        life = Life(country, seed)
        told = life.one.report(LABELS.get(country, '2024'))
        assert 'missing_acquisition' not in told.findings, seed
        units: dict[str, Fraction] = defaultdict(Fraction)
        for (_, asset), amount in life.held.items():
            units[asset] += Fraction(amount)
        units.pop(life.one.currency, None)
        assert all(abs(told.left(asset)[0] - amount) < EXACT for asset, amount in units.items()), seed
        if country in ('austria', 'canada', 'ireland'):
            continue  # old stock that is swapped is worth more; a loss may go into a cost that nobody knows
        cost = Fraction(life.shifted)
        for line in told.lines:
            if line.rule == 'adjustment':
                cost += Fraction(line.proceeds or 0)  # what nothing was there to take
            elif line.kind != 'transfer' and line.asset != life.one.currency:
                came = line.kind in ('acquisition', 'income')
                cost += Fraction(line.cost or 0) if came else -Fraction(line.cost or 0)
        assert abs(cost - sum(told.left(asset)[1] for asset in units)) < EXACT, seed


def test_half_of_a_lot_outside_of_the_average_leaves_the_other_half() -> None:
    """Old stock in Austria; and where nobody knows a cost."""
    one = Taxpayer('austria')
    one.buy('2021-02-01', '10', 'A', '100')
    one.sell('2023-03-01', '5', 'A', '400')
    assert one.report('2023').left('A') == (5, 50)
    one = Taxpayer('generic', {'': {'method': 'average'}})
    one.event('2024-01-01', 'receive/none 10 A')
    one.sell('2024-03-01', '5', 'A', '400')
    one.sell('2024-04-01', '5', 'A', '400')
    told = one.report('2024')
    assert (told.left('A'), told.findings) == ((0, 0), ['missing_price'])


@pytest.mark.parametrize('method', ['average', 'total_average'])
def test_average_of_what_rounding_left(method: str) -> None:
    """60 digits hold no 10 and 1e-59 at once."""
    one = Taxpayer('generic', {'2024': {'method': 'fifo'}, '': {'method': method}})
    one.buy('2023-01-01', '10', 'A', '100')
    one.event('2023-02-01', f'receive/reward {Decimal("1e-59"):f} A 1')
    one.sell('2024-03-01', '10', 'A', '400')
    assert one.report('2024').costs('A')[0] == pytest.approx(Decimal(101), abs=Decimal('1e-20'))


def test_narrower_scope_keeps_what_is_within_the_old_one() -> None:
    """A sale of one account took the older lot of another one, whose unit the lot that is left goes to; Binance has its own."""
    one = Taxpayer('generic', {'2023': {'scope': 'location'}, '2024': {'scope': 'account'}})
    one.buy('2023-01-01', '1', 'A', '100', ('kraken', 'main'))
    one.buy('2023-01-02', '1', 'A', '300', ('kraken', 'savings'))
    one.buy('2023-01-03', '1', 'A', '500', ('binance', 'x'))
    one.buy('2023-01-03', '1', 'A', '700', ('binance', 'y'))
    one.sell('2023-05-01', '1', 'A', '1000', ('kraken', 'savings'))
    one.sell('2023-05-01', '1', 'A', '1000', ('binance', 'y'))
    one.sell('2024-01-05', '1', 'A', '2000', ('kraken', 'main'))
    one.sell('2024-01-06', '1', 'A', '2000', ('binance', 'x'))
    told = one.report('2024')
    assert (told.costs('A'), told.left('A'), told.findings) == ([100, 500, 300, 700], (0, 0), [])


# ---------------------------------------------------------------------- what rounding leaves, and what a form makes of it
def test_loss_that_is_put_off_in_thirds() -> None:
    one = Taxpayer('canada')
    one.buy('2024-01-01', '50', 'A', '1000')
    for _ in range(3):
        one.sell('2024-06-01', '7', 'A', '1')
    for day, amount in (('2024-06-05', '3'), ('2024-06-06', '4'), ('2024-06-07', '5')):
        one.buy(day, amount, 'A', '10')
    assert one.report('2024').figure('schedule_3', '15300') == Decimal('-178.71')  # 417 lost on 21, 12 of them bought again


def test_fills_add_up_to_whole_pounds() -> None:
    one = Taxpayer('united_kingdom')
    one.buy('2024-01-01', '120', 'A', '800')
    for _ in range(6):
        one.sell('2024-06-01', '10', 'A', '900')
    assert one.report('2024/25').figure('sa108', '13.3') == 400


def test_limit_is_reached_by_sevenths() -> None:
    one = Taxpayer('germany')
    one.buy('2024-01-01', '140', 'A', '400')
    for day in range(7):
        one.sell(f'2024-06-0{day + 1}', '10', 'A', '171' if day < 4 else '172')
    assert one.report('2024').figure('anlage_so', 'Davon steuerpflichtig, wenn es keine anderen privaten Veräußerungsgeschäfte gab') == 1000


# ---------------------------------------------------------------------- forms
def test_margin_loss_in_coins_is_a_sale_of_them() -> None:
    """Of 1 that cost 100, half pays a loss of 100 of a position, and a tenth its fee of 25; the rest is sold for 90."""
    for country, year, form, row, gain in (
            ('germany', '2024', 'anlage_so', '47', 115), ('united_states', '2024', 'schedule_d', '16', 115), ('france', '2024', 'form_2042_c', '3BN', 0)):
        one = Taxpayer(country)
        one.buy('2024-01-01', '1', 'A', '100')
        one.event('2024-02-01', 'margin/loss 0.5 A 100')
        one.event('2024-03-01', 'margin/fee 0.1 A 25')
        one.sell('2024-04-01', '0.4', 'A', '90')
        told = one.report(year)
        assert told.figure(form, row) == gain
        assert told.forms['margin'].totals is not None
        assert told.forms['margin'].totals[4] == -125


def test_margin_loss_in_money_sells_nothing() -> None:
    one = Taxpayer('germany')
    one.event('2024-02-01', 'margin/loss 80 EUR')
    told = one.report('2024')
    assert (told.figure('anlage_so', '47'), told.forms['margin'].rows[0][4]) == (0, -80)


def test_japan_worksheet_has_gifts_and_no_money() -> None:
    one = Taxpayer('japan')
    one.buy('2024-01-01', '10', 'A', '1000')
    one.event('2024-02-01', 'receive/donate 1 A 100')
    one.event('2024-02-02', 'receive/interest 500 JPY')
    one.sell('2024-03-01', '1', 'A', '150')
    assert one.report('2024').forms['worksheet'].rows == [('A', 11, 1, 150, 100, 50, 10, 1000)]


def test_united_kingdom_split_between_purchase_and_sale_of_a_day() -> None:
    """What was bought for the sale of the day is lent to a vault after the split, and comes back."""
    one = Taxpayer('united_kingdom')
    one.buy('2024-01-01', '100', 'A', '1000')
    one.buy('2024-05-01T09:00', '10', 'A', '200')
    one.event('2024-05-01T10:00', ('informational/none 0 A', {'split': '2'}))
    one.wrap('2024-05-01T10:30', '210 A', for_='210 vA')
    one.unwrap('2024-05-01T10:40', '210 vA', '210 A')
    one.sell('2024-05-01T11:00', '20', 'A', '300')
    told = one.report('2024/25')
    assert (told.figure('sa108', '13.4'), told.left('A'), told.left('vA')) == (100, (200, 1000), (0, 0))


def test_united_kingdom_two_disposals_after_all_was_in_a_vault() -> None:
    """104 leave on the day: 16 that were bought on it for 751, 88 of the pool at 5 each. The sale has 56 of them."""
    one = Taxpayer('united_kingdom')
    one.buy('2024-04-08', '100', 'A', '500')
    one.buy('2024-05-01T08:00', '16', 'A', '751')
    one.wrap('2024-05-01T09:00', '116 A', for_='116 vA')
    one.unwrap('2024-05-01T09:30', '116 vA', '116 A')
    one.event('2024-05-01T10:00', ('spend/donate 48 A 100', {'no_gain': True}))
    one.sell('2024-05-01T11:00', '56', 'A', '700')
    told = one.report('2024/25')
    cost, = (line.cost for line in told.lines if line.asset == 'A' and line.kind == 'disposal')
    assert cost is not None
    assert abs(Fraction(cost) - Fraction(1191 * 56, 104)) < EXACT
    assert told.left('A')[0] == 12
    assert abs(told.left('A')[1] - 60) < EXACT


def test_what_is_swapped_for_nothing_costs_nothing() -> None:
    one = Taxpayer('germany')
    one.buy('2024-05-01', '1', 'A', '100')
    one.event('2024-06-01', 'trade/spend 1 A 0', 'trade/receive 5 B 0', 'trade/receive 5 C 0')
    one.sell('2024-07-01', '5', 'B', '10')
    told = one.report('2024')
    assert (told.figure('anlage_so', '47'), told.findings, [line.flags for line in told.lines if line.asset == 'B']) == (-90, [], [frozenset()] * 2)
