"""Published and re-computed figures of returns, each to the digits that its source gives (Portfolio Performance, hledger, ghostfolio, Excel)."""

from datetime import date
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotkehlchen.accounting.performance.contribution import growth_of, invest_in_benchmark, return_on_average
from rotkehlchen.accounting.performance.internal_rate import CashFlow, internal_rate
from rotkehlchen.accounting.performance.risk import deepest_fall, scaled, semi_deviation, volatility
from rotkehlchen.accounting.performance.time_weighted import DayReturn, DayValue, annualised, chain, total_return
from rotkehlchen.core.money import set_decimal_context

set_decimal_context()
HLEDGER_YEAR: Final = Decimal('365.25')  # and the end day counts as a whole one


def rate(*flows: tuple[str, str], year: Decimal = Decimal(365)) -> Decimal:
    found = internal_rate([CashFlow(date.fromisoformat(day).toordinal(), Decimal(amount)) for day, amount in flows], year)
    assert found is not None
    return found


def near(found: Decimal | None, expected: str, digits: str) -> bool:
    return found is not None and abs(found - Decimal(expected)) <= Decimal(digits)


# ---------------------------------------------------------------------- money-weighted
def test_pf01_rate_of_a_year_less_a_day() -> None:
    found = rate(('2010-01-01', '-200'), ('2010-12-31', '210'))
    assert near(found, '0.05014075', '5e-9')
    assert near(found, '0.050140747', '5e-9')  # as printed by a solver that stops early; the ninth digit is a 0, not a 7
    assert near(found, str(((Decimal('1.05')).ln() * 365 / 364).exp() - 1), '1e-18')


def test_pf03_rate_close_to_minus_one_is_reached() -> None:
    assert near(rate(('2019-05-24', '-1560.94'), ('2020-01-13', '-1160'), ('2020-06-29', '42.80')), '-0.999251643', '1e-9')


def test_pf06_both_conventions_of_a_year() -> None:
    assert near(rate(('2017-01-01', '-100'), ('2018-01-01', '112'), year=HLEDGER_YEAR), '0.1201', '0.00005')
    assert near(rate(('2017-01-01', '-100'), ('2017-12-31', '112')), '0.1203', '0.00005')
    assert total_return(chain([DayValue(0, Decimal(100)), DayValue(364, Decimal(112))])) == Decimal('0.12')


@pytest.mark.parametrize(('flows', 'expected'), [
    ((('2017-04-01', '-100'), ('2017-07-01', '110')), '0.4660'),
    ((('2017-10-01', '-160'), ('2018-01-01', '155')), '-0.1184'),
    ((('2017-01-01', '-100'), ('2017-07-01', '-100'), ('2017-10-01', '50'), ('2018-01-01', '155')), '0.0364'),
    ((('2017-06-01', '-100'), ('2017-07-01', '-100'), ('2017-10-01', '50'), ('2018-01-01', '155')), '0.0524'),
], ids=['second quarter', 'fourth quarter', 'year', 'from June'])
def test_pf08_rates_of_parts_of_a_year(flows: tuple[tuple[str, str], ...], expected: str) -> None:
    assert near(rate(*flows, year=HLEDGER_YEAR), expected, '0.00005')


def test_pf08_chained_year_is_the_product_of_its_quarters_and_not_the_printed_figure() -> None:
    def day(text: str) -> int:
        return date.fromisoformat(text).toordinal()
    days = [
        DayValue(day('2017-01-01'), Decimal(100)), DayValue(day('2017-03-31'), Decimal(100)), DayValue(day('2017-06-30'), Decimal(110)),
        DayValue(day('2017-07-01'), Decimal(210), inflow=Decimal(100)), DayValue(day('2017-09-30'), Decimal(210)),
        DayValue(day('2017-10-01'), Decimal(160), outflow=Decimal(50)), DayValue(day('2017-12-31'), Decimal(155))]
    returns = chain(days)
    assert [one.rate for one in returns] == [0, Decimal('0.1'), 0, 0, 0, Decimal('-0.03125')]
    assert total_return(returns) == Decimal('0.065625')  # not 7.02 %


def test_rate_of_flows_that_have_none_is_unknown() -> None:
    assert internal_rate([]) is None
    assert internal_rate([CashFlow(0, Decimal(-5)), CashFlow(9, Decimal(-5))]) is None
    assert internal_rate([CashFlow(3, Decimal(-5)), CashFlow(3, Decimal(6))]) is None
    assert internal_rate([CashFlow(0, Decimal(-5)), CashFlow(9, Decimal(5))]) == 0
    assert internal_rate([CashFlow(0, Decimal(-5)), CashFlow(9, Decimal(0))]) == -1


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(-10**6, 10**6)), min_size=2, max_size=30))
@settings(max_examples=60, deadline=None)
def test_rate_that_is_found_makes_the_flows_worth_nothing(flows: list[tuple[int, int]]) -> None:
    found = internal_rate([CashFlow(day, Decimal(amount)) for day, amount in flows])
    if found is None or not Decimal('-0.9') < found < Decimal(10):
        return
    worth = sum(amount / (1 + found) ** (Decimal(day) / 365) for day, amount in flows)
    assert abs(worth) < Decimal('1e-6')


# ---------------------------------------------------------------------- on what was invested
def test_pf09_return_on_average_investment() -> None:
    start, sold, now = (date.fromisoformat(text).toordinal() for text in ('2022-03-07', '2022-04-08', '2022-04-11'))
    invested = [(start, Decimal('151.60')), (sold, Decimal('75.80'))]
    gross = (Decimal('85.73') - Decimal('75.80')) + (Decimal('87.80') - Decimal('75.80'))
    assert gross == Decimal('21.93')
    assert near(return_on_average(gross, invested, now), '0.15113417', '5e-9')
    assert near(return_on_average(gross - Decimal('4.25'), invested, now), '0.12184460', '5e-9')
    assert near(return_on_average(Decimal('19.86'), [(start, Decimal('151.60')), (sold, Decimal(0))], now), '0.13100264', '5e-9')


# ---------------------------------------------------------------------- time-weighted
PF10_DAYS: Final = (  # (into at the start, out at the end, gain)
    ('0', '0', '230'), ('200', '0', '200'), ('0', '400', '-234.41'), ('0', '0', '293.99'), ('0', '0', '293.99'), ('5400', '0', '195.99'),
    ('0', '3697.04', '-882.52'), ('0', '0', '-1003.85'),
)


def pf10() -> list[DayValue]:
    value = Decimal(10_000)
    days = [DayValue(0, value, inflow=value)]
    for number, (into, out, gain) in enumerate(PF10_DAYS, start=1):
        value += Decimal(into) + Decimal(gain) - Decimal(out)
        days.append(DayValue(number, value, Decimal(into), Decimal(out)))
    return days


def test_pf10_daily_and_accumulated_returns() -> None:
    returns = chain(pf10())
    daily = ['.023', '.019175455', '-.0220517', '.0294117647', '.0285714286', '.012261967', '-.0545454545', '-.0865384615']
    accumulated = ['.023', '.042616491', '.019624983', '.049614163', '.079603343', '.092841403', '.03323197', '-.056182678']
    assert all(near(one.rate, expected, '1e-5') for one, expected in zip(returns, daily, strict=True))
    assert all(near(one.index - 1, expected, '1e-5') for one, expected in zip(returns, accumulated, strict=True))


RATES = st.lists(st.decimals('-0.5', '0.5', places=4), min_size=8, max_size=8)
FLOWS = st.lists(st.integers(-700_000, 700_000), min_size=8, max_size=8)


def grown(rates: list[Decimal], flows: list[int]) -> list[DayValue]:
    value = Decimal(1_000_000)
    days = [DayValue(0, value)]
    for number, (one, flow) in enumerate(zip(rates, flows, strict=True), start=1):
        into, out = Decimal(max(flow, 0)), Decimal(max(-flow, 0))
        grew = (value + into) * (1 + one)
        out = min(out, grew / 2)
        value = grew - out
        days.append(DayValue(number, value, into, out))
    return days


@given(RATES, FLOWS)
def test_pf11_flows_do_not_change_the_time_weighted_return(rates: list[Decimal], flows: list[int]) -> None:
    without, moved = chain(grown(rates, [0] * 8)), chain(grown(rates, flows))
    assert all(abs(one.index - other.index) < Decimal('1e-40') for one, other in zip(without, moved, strict=True))


def test_pf11_given_flows() -> None:
    rates = [Decimal(text) for text in ('0.01', '-0.02', '0.005', '0.03', '-0.01', '0.002', '0.0', '0.04')]
    moved = chain(grown(rates, [0, 20_000, -40_000, 0, 540_000, 0, -369_704, 0]))
    assert all(abs(one.rate - expected) < Decimal('1e-40') for one, expected in zip(moved, rates, strict=True))


def test_pf13_rates_of_each_date_and_one_rate_for_both() -> None:
    bought, worth = Decimal(10_000), Decimal(11_000)
    then, now = Decimal('76.20'), Decimal('73.88')
    days = [DayValue(0, bought / then), DayValue(1, worth / now)]
    growth = growth_of(days)
    assert growth is not None
    assert (near(growth.start, '131.2336', '5e-5'), near(growth.end, '148.8901', '5e-5'), near(growth.growth, '17.6565', '5e-5')) == (True,) * 3
    assert near(total_return(chain(days)), '0.1345', '5e-5')
    plain = growth_of([DayValue(0, bought / now), DayValue(1, worth / now)])
    assert plain is not None
    assert (near(plain.start, '135.35', '5e-3'), near(plain.growth, '13.54', '5e-3')) == (True, True)
    assert near(total_return(chain([DayValue(0, bought / now), DayValue(1, worth / now)])), '0.1', '1e-50')


def test_day_without_a_value_is_passed_over_with_its_flows() -> None:
    days = [DayValue(0, Decimal(100)), DayValue(1, None, inflow=Decimal(100)), DayValue(2, Decimal(220))]
    assert [(one.day, one.rate) for one in chain(days)] == [(2, Decimal('0.1'))]


def test_portfolio_that_starts_with_nothing_has_its_first_return_with_its_first_value() -> None:
    days = [DayValue(0, Decimal(0)), DayValue(1, Decimal(0)), DayValue(2, Decimal(110), inflow=Decimal(100)), DayValue(3, Decimal(121))]
    assert total_return(chain(days)) == Decimal('0.21')
    assert total_return(chain([DayValue(0, None)])) is None


def test_yearly_rate_of_a_return() -> None:
    assert near(annualised(Decimal('0.21'), 730), '0.1', '1e-40')
    assert annualised(Decimal(-1), 10) == -1
    assert annualised(Decimal('0.1'), 0) is None


# ---------------------------------------------------------------------- risk
PF12: Final = [Decimal('.005'), Decimal(-1) / 300, Decimal('-.005'), Decimal('.01'), Decimal('.01'), Decimal('-.005')]


def test_pf12_volatility_and_semi_deviation() -> None:
    assert near(volatility(PF12), '.017736692475', '1e-12')
    assert near(semi_deviation(PF12), '.012188677034', '1e-12')


def test_deviation_of_one_return_or_of_a_total_loss_is_unknown() -> None:
    assert volatility(PF12[:1]) is None
    assert volatility([Decimal(-1), Decimal('0.1')]) is None
    found = volatility(PF12)
    assert found is not None
    assert scaled(found, 6, Decimal(6)) == found


def test_deepest_fall_with_its_days() -> None:
    index = [Decimal(text) for text in ('1.2', '1.1', '0.9', '1.0', '1.3', '1.2')]
    found = deepest_fall([DayReturn(day, Decimal(0), value) for day, value in enumerate(index, start=1)], 0)
    assert found is not None
    assert (found.depth, found.peak, found.trough, found.recovered) == (Decimal('0.25'), 1, 3, 5)
    assert deepest_fall([DayReturn(1, Decimal(0), Decimal(2))], 0) is None


# ---------------------------------------------------------------------- contributions and benchmark
@given(RATES, FLOWS)
def test_end_is_start_with_flows_and_growth(rates: list[Decimal], flows: list[int]) -> None:
    days = grown(rates, flows)
    growth = growth_of(days)
    assert growth is not None
    assert abs(growth.start + growth.paid_in - growth.taken_out + growth.growth - growth.end) < Decimal('1e-40')


def test_benchmark_gets_the_same_payments() -> None:
    days = [DayValue(0, Decimal(100)), DayValue(1, Decimal(90), inflow=Decimal(50)), DayValue(2, Decimal(80), outflow=Decimal(30))]
    prices = {0: Decimal(10), 1: Decimal(5), 2: Decimal(15)}
    assert invest_in_benchmark(days, prices) == [(0, Decimal(100)), (1, Decimal(100)), (2, Decimal(270))]
    assert invest_in_benchmark(days, {0: Decimal(10), 2: Decimal(15)}) is None
