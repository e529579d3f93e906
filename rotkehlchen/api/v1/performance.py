"""Route of performance: returns, risk, benchmark, contributions against growth, with the daily series that they come from."""

from decimal import Decimal
from typing import Any, Final

from marshmallow import Schema, fields

from rotkehlchen.accounting.performance.contribution import Growth
from rotkehlchen.accounting.performance.risk import Drawdown
from rotkehlchen.api.field import Asset, Flag, RequestSchema, Text, Timestamp
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, texts
from rotkehlchen.api.v1.historical_balance import filter_of
from rotkehlchen.core.money import to_text
from rotkehlchen.core.time import DAY_SECONDS
from rotkehlchen.services.ledger.performance import Benchmark, Performance

routes = RouteTable('performance')
RATE_DIGITS: Final = Decimal('1e-18')


class PerformanceRequest(RequestSchema):
    from_timestamp = Timestamp(load_default=0)
    to_timestamp = Timestamp(load_default=None, allow_none=True)
    asset = Asset(load_default=None, allow_none=True)
    location = Text(load_default=None, allow_none=True)
    location_label = Text(load_default=None, allow_none=True)
    benchmark = Asset(load_default=None, allow_none=True)
    with_series = Flag(load_default=True)


def rate(description: str = '') -> fields.String:
    return fields.String(required=True, allow_none=True, metadata={'description': f'{description or "0.01 is one percent"}; null: it cannot be said'})


class DrawdownShape(Schema):
    depth = fields.String(required=True)
    peak = fields.Integer(required=True, metadata={'description': 'UTC seconds of the day, as the other times here'})
    trough = fields.Integer(required=True)
    recovered = fields.Integer(required=True, allow_none=True)


class BenchmarkShape(Schema):
    asset = fields.String(required=True)
    time_weighted_return = rate()
    annual_return = rate()
    volatility = rate()
    max_drawdown = fields.Nested(DrawdownShape, required=True, allow_none=True)
    end_value = rate('what the same payments would be worth in it')
    difference = rate('end value of the portfolio less that')
    missing_days = fields.Integer(required=True)


class SeriesShape(Schema):
    """By day. `index`: what 1 at the start has become; `paid_in`: payments less withdrawals until then."""

    times = fields.List(fields.Integer(), required=True)
    values = fields.List(fields.String(allow_none=True), required=True)
    index = fields.List(fields.String(allow_none=True), required=True)
    inflows = texts()
    outflows = texts()
    paid_in = texts()
    benchmark_index = fields.List(fields.String(allow_none=True), required=True)
    benchmark_values = fields.List(fields.String(allow_none=True), required=True)


class PerformanceShape(Schema):
    currency = fields.String(required=True)
    from_time = fields.Integer(required=True, allow_none=True)
    to_time = fields.Integer(required=True, allow_none=True)
    start_value = rate('in the currency')
    end_value = rate('in the currency')
    contributions = rate('paid in')
    withdrawals = rate('taken out')
    growth = rate('end value less start value and payments')
    time_weighted_return = rate()
    annual_return = rate()
    internal_rate_of_return = rate('yearly rate of everything paid in and taken out')
    volatility = rate('sample deviation of the logarithms of daily returns times the root of their number')
    annual_volatility = rate('the same for 365 days')
    semi_deviation = rate('as volatility, of returns below the mean')
    max_drawdown = fields.Nested(DrawdownShape, required=True, allow_none=True)
    benchmark = fields.Nested(BenchmarkShape, required=True, allow_none=True)
    unknown_days = fields.List(fields.Integer(), required=True, metadata={'description': 'days without a value, as something held had no price'})
    unpriced_assets = texts()
    unvalued_payments = by_name(fields.String())
    series = fields.Nested(SeriesShape, required=True, allow_none=True)


@routes.get(
    '/performance', summary='Returns by time and by money, risk, benchmark, contributions against growth', request=PerformanceRequest,
    response=PerformanceShape, async_capable=True,
)
def get_performance(context: Context, arguments: Any) -> dict[str, Any]:
    found = context.user.ledger.performance.measure(
        arguments['from_timestamp'], arguments['to_timestamp'], filter_of(context, arguments), arguments['benchmark'], context.job)
    return {
        'currency': found.currency, 'from_time': found.times[0] if found.times else None, 'to_time': found.times[-1] if found.times else None,
        **_growth(found.growth),
        'time_weighted_return': _rate(found.total_return), 'annual_return': _rate(found.annual_return),
        'internal_rate_of_return': _rate(found.internal_rate), 'volatility': _rate(found.volatility), 'annual_volatility': _rate(found.annual_volatility),
        'semi_deviation': _rate(found.semi_deviation), 'max_drawdown': _drawdown(found.drawdown),
        'benchmark': None if found.benchmark is None else _benchmark(found.benchmark),
        'unknown_days': found.unknown_days, 'unpriced_assets': sorted(found.unpriced),
        'unvalued_payments': {asset: to_text(amount) for asset, amount in sorted(found.unvalued.items())},
        'series': _series(found) if arguments['with_series'] else None,
    }


def _growth(growth: Growth | None) -> dict[str, str | None]:
    if growth is None:
        return dict.fromkeys(('start_value', 'end_value', 'contributions', 'withdrawals', 'growth'))
    return {
        'start_value': to_text(growth.start), 'end_value': to_text(growth.end), 'contributions': to_text(growth.paid_in),
        'withdrawals': to_text(growth.taken_out), 'growth': to_text(growth.growth),
    }


def _series(found: Performance) -> dict[str, Any]:
    index = {one.day: one.index for one in found.returns}
    benchmark = {} if found.benchmark is None else {one.day: one.index for one in found.benchmark.returns}
    values = {} if found.benchmark is None else found.benchmark.values
    paid, total = [], Decimal(0)
    for one in found.days:
        total += one.inflow - one.outflow
        paid.append(to_text(total))
    days = found.days
    return {
        'times': list(found.times), 'values': [_text(one.value) for one in days], 'index': [_rate(index.get(one.day)) for one in days],
        'inflows': [to_text(one.inflow) for one in days], 'outflows': [to_text(one.outflow) for one in days], 'paid_in': paid,
        'benchmark_index': [_rate(benchmark.get(one.day)) for one in days], 'benchmark_values': [_text(values.get(one.day)) for one in days],
    }


def _benchmark(one: Benchmark) -> dict[str, Any]:
    return {
        'asset': one.asset, 'time_weighted_return': _rate(one.total_return), 'annual_return': _rate(one.annual_return),
        'volatility': _rate(one.volatility), 'max_drawdown': _drawdown(one.drawdown), 'end_value': _text(one.end_value),
        'difference': _text(one.difference), 'missing_days': one.missing_days,
    }


def _drawdown(one: Drawdown | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        'depth': _rate(one.depth), 'peak': one.peak * DAY_SECONDS, 'trough': one.trough * DAY_SECONDS,
        'recovered': None if one.recovered is None else one.recovered * DAY_SECONDS,
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else to_text(amount)


def _rate(value: Decimal | None) -> str | None:
    """Rates are quotients without an end: shown to eighteen digits."""
    if value is None:
        return None
    return to_text(value.quantize(RATE_DIGITS) if abs(value) < 10 ** 30 else value)
