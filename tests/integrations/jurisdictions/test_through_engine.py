"""Events through the accounting engine with the policies of each country, into its forms: what rules, engine and report say to each other."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from rotkehlchen.accounting.calendar import YearPolicies
from rotkehlchen.accounting.engine import Engine
from rotkehlchen.accounting.entry import AccountedEvent, Assets, in_groups
from rotkehlchen.accounting.rule import RuleBook, shipped_rules
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.jurisdiction import Form, TaxReport, TaxRules, YearFigures
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampS, to_ms
from tests.integrations.jurisdictions.made import amounts, ms

REGISTRY = Registry()
FIAT = frozenset(AssetId(one) for one in ('EUR', 'GBP', 'USD', 'CAD', 'AUD', 'JPY'))


class Book:
    """Prices of whole days."""

    def __init__(self, prices: Mapping[tuple[str, str], str]) -> None:
        self._prices = {(asset, ms(day) // 86_400_000): Decimal(price) for (asset, day), price in prices.items()}

    def price(self, asset: AssetId, timestamp: TimestampS) -> Decimal | None:
        return Decimal(1) if asset in FIAT else self._prices.get((asset, to_ms(timestamp) // 86_400_000))


def trade(when: str, spent: str, received: str, *, account: str = 'main', location: str = 'kraken') -> list[HistoryEvent]:
    """'100 EUR', '1 BTC': what was given and what came."""
    events = []
    for position, (subtype, side) in enumerate((('spend', spent), ('receive', received))):
        amount, asset = side.split()
        events.append(HistoryEvent(
            f'{when}{spent}{received}{account}', position, ms(when), location, account, 'trade', subtype, AssetId(asset), Decimal(amount),
            entry_type='swap event'))
    return events


def reward(when: str, received: str) -> list[HistoryEvent]:
    amount, asset = received.split()
    return [HistoryEvent(f'{when}{received}', 0, ms(when), 'kraken', 'main', 'staking', 'reward', AssetId(asset), Decimal(amount), entry_type='history event')]


def forms(
    country: str, day: str, *trades: Sequence[HistoryEvent], prices: Mapping[tuple[str, str], str] | None = None, chosen: Mapping[str, str] | None = None,
) -> dict[str, Form]:
    rules: TaxRules = REGISTRY.load('jurisdiction', country, 'rules').RULES
    report: TaxReport = REGISTRY.load('jurisdiction', country, 'report').REPORT
    settings = Settings(profit_currency=AssetId(rules.currency))
    engine = Engine(settings, RuleBook(shipped_rules(), {}, settings), Book(prices or {}), YearPolicies(rules, {'': dict(chosen or {})}), Assets(fiat=FIAT))
    entries = [AccountedEvent(event, number) for number, event in enumerate((one for events in trades for one in events), start=1)]
    groups = list(in_groups(sorted(entries, key=lambda one: (one.event.timestamp, one.event.group, one.event.position))))
    lines = list(engine.walk(groups))
    year = rules.tax_year(datetime.date.fromisoformat(day))
    policies = YearPolicies(rules, {})
    own = [line for line in lines if year.first.toordinal() <= policies.day(line.timestamp) <= year.last.toordinal()]
    figures = YearFigures(year, rules.currency, lambda: iter(own), engine.open_lots(), engine.findings, chosen or {})
    return {form.id: form for form in report.forms(figures)}


def test_germany_leap_year_and_wallets() -> None:
    """Bought on 2023-03-01: still taxable on 2024-03-01, which is 366 days later, and free on the day after. Another wallet's lots stay there."""
    made = forms(
        'germany', '2024-06-01',
        trade('2023-03-01', '100 EUR', '2 BTC'), trade('2024-02-01', '5000 EUR', '1 BTC', account='other'),
        trade('2024-03-01T22:59', '1 BTC', '1050 EUR'), trade('2024-03-01T23:00', '1 BTC', '2050 EUR'))
    found = amounts(made['anlage_so'])
    assert (found['44'], found['45'], found['47']) == (1050, 50, 1000)
    assert found['Davon steuerpflichtig, wenn es keine anderen privaten Veräußerungsgeschäfte gab'] == 1000
    assert found['Nicht zu erklären: Gewinn oder Verlust nach mehr als einem Jahr'] == 2000
    assert [line.split(',')[4] for line in made['wiso'].text.splitlines()[2:]] == ['Short', 'Long']


def test_germany_year_end_in_berlin() -> None:
    events = (trade('2024-12-01', '100 EUR', '2 BTC'), trade('2024-12-31T22:59', '1 BTC', '60 EUR'), trade('2024-12-31T23:00', '1 BTC', '70 EUR'))
    assert [amounts(forms('germany', day, *events)['anlage_so'])['44'] for day in ('2024-06-01', '2025-06-01')] == [60, 70]


def test_germany_income_and_missing_cost_are_told_apart() -> None:
    made = forms('germany', '2024-06-01', reward('2024-05-01', '2 ETH'), trade('2024-06-01', '3 ETH', '300 EUR'), prices={('ETH', '2024-05-01'): '128'})
    found = amounts(made['anlage_so'])
    assert (found['11'], found['Davon steuerpflichtig, wenn es keine anderen Leistungen gab']) == (256, 256)
    assert (found['44'], found['45'], found['47']) == (200, 256, -56)
    assert any('one disposal' in note and '100' in note for note in made['anlage_so'].notes)
    assert [row[1:4] for row in made['unknown'].rows] == [('ETH', 'where it came from, and so its cost', '1')]


def test_uk_thirty_days_across_the_end_of_the_year() -> None:
    """The purchase of 20 April belongs to the next year and decides the cost of the sale of 5 April."""
    made = forms(
        'united_kingdom', '2024-04-05', trade('2020-01-01', '100 GBP', '1 BTC'), trade('2024-04-05', '1 BTC', '500 GBP'),
        trade('2024-04-20', '450 GBP', '1 BTC'))
    found = amounts(made['sa108'])
    assert [found[box] for box in ('14', '15', '16', '17', '19')] == [1, 500, 450, 50, 0]
    assert made['computation'].rows[0][6:] == (0, 1, 0, 0)


def test_uk_hmrc_example_of_same_day_and_pool() -> None:
    """CRYPTO22254 (vector UK04): disposals of 7,000 for 642 cost 562.50, a gain of 79.50."""
    day = '2020-01-31'
    made = forms('united_kingdom', day, trade('2019-05-01', '1000 GBP', '8000 B'), *(
        trade(f'{day}T0{hour}:00', *sides) for hour, sides in enumerate((
            ('5000 B', '500 GBP'), ('320 GBP', '4000 B'), ('75 GBP', '1000 B'), ('70 GBP', '1000 B'), ('2000 B', '142 GBP'), ('35 GBP', '500 B')))))
    found = amounts(made['sa108'])
    assert [found[box] for box in ('14', '15', '16', '17', '19')] == [1, 642, 563, 79, 0]


def test_us_universal_until_2024_and_by_account_from_2025() -> None:
    """Vector US06: 10 bought for 1,000 at one exchange, then 10 for 500 at another, where 10 are sold for 100."""
    def loss(day: str) -> object:
        buys = trade('2020-01-01', '1000 USD', '10 XRP', location='coinbase'), trade('2020-02-01', '500 USD', '10 XRP', location='binance')
        made = forms('united_states', day, *buys, trade(day, '10 XRP', '100 USD', location='binance'))
        return {row[0]: row[5] for row in made['schedule_d'].rows}['16']

    assert (loss('2024-06-01'), loss('2025-06-01')) == (-900, -400)


def test_us_long_term_by_the_day_in_new_york() -> None:
    made = forms(
        'united_states', '2024-06-01', trade('2023-05-10T12:00', '30 USD', '3 BTC'), trade('2024-05-11T03:59', '1 BTC', '20 USD'),
        trade('2024-05-11T04:00', '1 BTC', '25 USD'))
    assert {one: made[one].totals[7] for one in ('form_8949_c', 'form_8949_f')} == {'form_8949_c': 10, 'form_8949_f': 15}  # type: ignore[index]
    assert [(row[1], row[3], row[4]) for row in made['form_8949_f'].rows] == [(datetime.date(2023, 5, 10), 25, 10)]


def test_us_allocation_statement_lists_what_is_left() -> None:
    made = forms('united_states', '2024-06-01', trade('2020-01-01', '1000 USD', '10 XRP', location='coinbase'), trade('2024-02-01', '4 XRP', '100 USD'))
    assert [row[0:5] for row in made['rev_proc_2024_28'].rows] == [('XRP', 'coinbase', 'main', 6, 600)]


def test_canada_superficial_loss_goes_to_what_was_bought() -> None:
    """100 at 60, all sold at 50, 40 bought again within 30 days: 400 of the loss of 1,000 are denied."""
    events = (trade('2024-01-01', '6000 CAD', '100 BTC'), trade('2024-07-07', '100 BTC', '5000 CAD'), trade('2024-08-05', '2000 CAD', '40 BTC'))
    made = forms('canada', '2024-06-01', *events)
    found = amounts(made['schedule_3'])
    assert (found['15300'], found['Superficial losses, denied and added to the cost of what was bought']) == (-600, 400)
    later = forms('canada', '2025-06-01', *events, trade('2025-06-01', '40 BTC', '3000 CAD'))
    assert amounts(later['schedule_3'])['15300'] == 600


def test_australia_discount_after_twelve_months_in_sydney() -> None:
    buys = trade('2023-01-15T12:00', '300 AUD', '3 BTC')
    made = forms('australia', '2024-02-01', buys, trade('2024-01-15T12:59', '1 BTC', '200 AUD'), trade('2024-01-15T13:00', '1 BTC', '300 AUD'))
    found = amounts(made['item_18'])
    assert (found['18H'], found['18A']) == (300, 200)


def test_france_share_of_the_portfolio() -> None:
    """150 VH bis: 1,000 and 1,000 paid; 600 of a portfolio worth 3,000 are sold, a swap before counts for nothing."""
    made = forms(
        'france', '2024-06-01', trade('2024-01-01', '1000 EUR', '1 BTC'), trade('2024-02-01', '1000 EUR', '10 ETH'), trade('2024-03-01', '5 ETH', '50 XRP'),
        trade('2024-05-01', '0.4 BTC', '600 EUR'), trade('2024-05-02', '5 ETH', '1200 EUR'),
        prices={
            ('BTC', '2024-05-01'): '1500', ('ETH', '2024-05-01'): '200', ('XRP', '2024-05-01'): '10', ('BTC', '2024-05-02'): '1500',
            ('ETH', '2024-05-02'): '240', ('XRP', '2024-05-02'): '6',
        })
    rows = made['form_2086'].rows
    assert [(row[3], row[4], row[10], row[11], row[14]) for row in rows] == [(3000, 600, 2000, 0, 200), (2400, 1200, 2000, 400, 400)]
    found = amounts(made['form_2042_c'])
    assert (found['3AN'], found['3BN'], found['Ensemble à 30 %']) == (600, 0, 180)


def test_france_sale_with_a_price_missing_is_open() -> None:
    made = forms('france', '2024-06-01', trade('2024-01-01', '1000 EUR', '1 BTC'), trade('2024-02-01', '1000 EUR', '10 ETH'), trade(
        '2024-05-01', '0.4 BTC', '600 EUR'), prices={('BTC', '2024-05-01'): '1500'})
    assert (made['form_2086'].rows[0][3], made['form_2086'].rows[0][14]) == (None, None)
    assert amounts(made['form_2042_c'])['3AN'] == 0
    assert any('600' in note for note in made['form_2042_c'].notes)


@pytest.mark.parametrize(('method', 'gain'), [('total_average', 400), ('average', 700)])
def test_japan_averages_of_the_year(method: str, gain: int) -> None:
    """1 for 100, one sold for 800, 1 for 700 afterwards: the year's average is 400, the one at the sale 100."""
    made = forms(
        'japan', '2024-06-01', trade('2024-01-10', '100 JPY', '1 BTC'), trade('2024-05-01', '1 BTC', '800 JPY'), trade('2024-06-01', '700 JPY', '1 BTC'),
        chosen={'method': method})
    assert amounts(made['miscellaneous_income'])['雑所得'] == gain
    assert made['worksheet'].rows[0][1:3] == (2, 1)


def test_ireland_last_four_weeks_first() -> None:
    """Vector IE05: 400 sold on 1 October come out of the 500 of 7 September, which is within four weeks, not out of those of 1 September."""
    made = forms(
        'ireland', '2024-06-01', trade('2024-09-01', '8000 EUR', '1000 B'), trade('2024-09-07', '4250 EUR', '500 B'), trade('2024-10-01', '400 B', '3600 EUR'))
    assert amounts(made['cg1'])['Net gain or loss of the year'] == 200


def test_austria_old_stock_swaps_and_the_average() -> None:
    """Vector AT01 with a swap: old stock goes first and free, the rest costs 300 each, and what was swapped kept its cost."""
    made = forms(
        'austria', '2023-06-01', trade('2021-01-01', '100 EUR', '1 BTC'), trade('2021-07-12', '300 EUR', '1 BTC'), trade('2022-07-12', '600 EUR', '2 BTC'),
        trade('2023-01-01', '1 BTC', '300 EUR'), trade('2023-02-01', '1 BTC', '15 ETH'), trade('2023-03-01', '15 ETH', '500 EUR'))
    found = amounts(made['e1kv'])
    assert found['Nicht zu erklären: Altbestand, Gewinn oder Verlust'] == 200
    assert found['Überschüsse aus realisierten Wertsteigerungen (27,5 %)'] == 200
    assert found['Steuer zum besonderen Satz, vor Anrechnung einbehaltener KESt'] == 55


def test_germany_what_is_paid_with_crypto_is_a_disposal_and_an_expense() -> None:
    payment = HistoryEvent('p', 0, ms('2024-05-01'), 'kraken', 'main', 'spend', 'payment', AssetId('BTC'), Decimal(1), entry_type='history event')
    gift = HistoryEvent('g', 0, ms('2024-05-02'), 'kraken', 'main', 'receive', 'donate', AssetId('ETH'), Decimal(1), entry_type='history event')
    made = forms(
        'germany', '2024-06-01', trade('2024-01-01', '40 EUR', '1 BTC'), [payment], [gift], prices={('BTC', '2024-05-01'): '100', ('ETH', '2024-05-02'): '7'})
    assert [row[4:7] for row in made['anlage_so_disposals'].rows] == [(100, 40, 60)]
    assert [(row[2], row[4]) for row in made['expenses'].rows] == [('BTC', -100)]
    assert made['income'].rows == []  # a gift is no income


def test_germany_theft_is_no_disposal_and_a_liquidation_is_one() -> None:
    lost = [
        HistoryEvent(subtype, 0, ms('2024-05-01'), 'kraken', 'main', 'loss', subtype, AssetId('BTC'), Decimal(1), entry_type='history event')
        for subtype in ('hack', 'liquidate')
    ]
    made = forms('germany', '2024-06-01', trade('2024-01-01', '80 EUR', '2 BTC'), *([one] for one in lost), prices={('BTC', '2024-05-01'): '100'})
    assert [(row[1], row[4]) for row in made['losses'].rows] == [('loss hack', -40)]
    assert [row[4:7] for row in made['anlage_so_disposals'].rows] == [(100, 40, 60)]


def test_lines_of_the_engine_fit_every_country() -> None:
    for manifest in REGISTRY.manifests('jurisdiction'):
        rules: TaxRules = REGISTRY.load('jurisdiction', manifest.id, 'rules').RULES
        if not rules.currency:
            continue
        money = rules.currency
        made = forms(
            manifest.id, '2024-03-01', trade('2024-01-05', f'1000 {money}', '10 ETH'), trade('2024-02-01', '5 ETH', '1 BTC'),
            trade('2024-02-02', '1 BTC', f'9 {money}'), trade('2024-02-03', '1 XRP', f'5 {money}'), reward('2024-02-04', '1 ETH'),
            prices={('ETH', '2024-02-01'): '7'})
        assert made['unknown'].rows, manifest.id

