"""Lines of a report made by hand, as the accounting engine makes them, and forms read back by their words."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rotkehlchen.contracts.gain import Finding, Line, LotPart, OpenLot
from rotkehlchen.contracts.jurisdiction import Cell, Form, TaxReport, TaxRules, YearFigures
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs


def ms(when: str) -> TimestampMs:
    """'2024-12-31' (noon) or '2024-12-31T23:30', in UTC."""
    moment = datetime.datetime.fromisoformat(when if 'T' in when else f'{when}T12:00').replace(tzinfo=datetime.UTC)
    return TimestampMs(int(moment.timestamp()) * 1000)


def part(
    amount: str, cost: str | None, gain: str | None = None, *, acquired: str | None = None, basis: str = 'lot', free: bool = False, long: bool = False,
) -> LotPart:
    return LotPart(
        Decimal(amount), _decimal(cost), basis, None if acquired is None else ms(acquired), is_free=free, is_long_term=long,  # type: ignore[arg-type]
        gain=_decimal(gain))


def sold(when: str, proceeds: str | None, *parts: LotPart, asset: str = 'BTC', **other: Any) -> Line:
    """A disposal of the parts; those without a gain get their share of the proceeds less their cost."""
    amount = sum((one.amount for one in parts), Decimal(0))
    price = _decimal(proceeds)
    full = [
        one if one.gain is not None or one.cost is None or price is None else LotPart(
            one.amount, one.cost, one.basis, one.acquired, is_free=one.is_free, is_long_term=one.is_long_term, gain=price * one.amount / amount - one.cost)
        for one in parts
    ]
    free = [one for one in full if one.is_free]
    known = all(one.gain is not None for one in full)
    return make(
        when, 'disposal', asset, amount, free_amount=sum((one.amount for one in free), Decimal(0)), proceeds=price,
        cost=None if any(one.cost is None for one in full) else sum((one.cost or 0 for one in full), Decimal(0)), parts=tuple(full),
        gain_taxable=sum((one.gain or 0 for one in full if not one.is_free), Decimal(0)) if known else None,
        gain_free=sum((one.gain or 0 for one in free), Decimal(0)) if known else None, **other)


def earned(when: str, value: str | None, amount: str = '1', asset: str = 'ETH', subtype: str = 'reward', kind: str = 'staking', **other: Any) -> Line:
    return make(
        when, 'income', asset, Decimal(amount), gain_taxable=_decimal(value), gain_free=Decimal(0), cost=_decimal(value), event_type=kind,
        event_subtype=subtype, **other)


def make(when: str, kind: str, asset: str, amount: Decimal, *, free_amount: Decimal = Decimal(0), **other: Any) -> Line:
    values: dict[str, Any] = {
        'index': 0, 'event_id': None, 'group': 'made', 'timestamp': ms(when), 'category': 'trade', 'kind': kind, 'location': 'kraken', 'account': 'main',
        'asset': AssetId(asset), 'taxable_amount': amount - free_amount, 'free_amount': free_amount, 'price': None, 'gain_taxable': Decimal(0),
        'gain_free': Decimal(0), 'event_type': 'trade', 'event_subtype': 'spend', **other,
    }
    return Line(**values)


def figures(
    rules: TaxRules, day: str, lines: Sequence[Line], *, chosen: Mapping[str, str] | None = None, findings: Sequence[Finding] = (),
    lots: Sequence[OpenLot] = (),
) -> YearFigures:
    numbered = [_numbered(line, index) for index, line in enumerate(lines)]
    return YearFigures(
        rules.tax_year(datetime.date.fromisoformat(day)), rules.currency or 'EUR', lambda: iter(numbered), lots, findings, chosen or {})


def _numbered(line: Line, index: int) -> Line:
    return Line(**{**{name: getattr(line, name) for name in Line.__dataclass_fields__}, 'index': index})


def forms(rules: TaxRules, report: TaxReport, day: str, *lines: Line, **other: Any) -> dict[str, Form]:
    """The forms of the year that a day is in, by id."""
    return {form.id: form for form in report.forms(figures(rules, day, lines, **other))}


def amounts(form: Form) -> dict[str, Cell]:
    """The last column of a summary by its words, and by its line where it has one."""
    found = {str(row[1]): row[-1] for row in form.rows}
    return {**found, **{str(row[0]): row[-1] for row in form.rows if row[0]}}


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
