"""72 reports of the established tool on one history, row by row: amounts, prices, gains, the lots behind them, totals and what was missing.

Every figure agrees to 1e-20; that tool computes with 78 digits and this one with 60. What differs, and why:

* `notes` of staking rewards at Kraken: that tool writes a text of its own ('Kraken DOT staking'), here the user's own note stays.
* `missing_lot` findings: an amount that left without any lot and without a gain that hangs on it (gas that the settings leave out, a fee that is
  included in a trade). That tool is silent about them, here they are told; they change no row and no total.

Its rule that an event without a counted cost basis leaves the lots alone is followed for the user's own settings
(`Policy.keeps_uncounted_lots`), and not in any jurisdiction.
"""

import csv
import gzip
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rotkehlchen.accounting.engine import AccountedEvent, Assets, Engine, in_groups, order_key
from rotkehlchen.accounting.rule import AccountingRule, Property, RuleBook
from rotkehlchen.accounting.setting import Settings
from rotkehlchen.contracts.gain import Line
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.core.time import TimestampMs, TimestampS

FOLDER = Path(__file__).parents[3] / 'shared' / 'conformance' / 'reports'
pytestmark = [pytest.mark.conformance, pytest.mark.skipif(not FOLDER.is_dir(), reason='the reference data are not beside the project')]
TOLERANCE = Decimal('1e-20')
COUNT = 72
EUR = AssetId('EUR')
SETTINGS = (
    'include_crypto2crypto', 'taxfree_after_period', 'include_gas_costs', 'calculate_past_cost_basis', 'include_fees_in_cost_basis', 'cost_basis_method',
    'eth_staking_taxable_after_withdrawal_enabled', 'use_asset_collections_in_cost_basis', 'treat_eth2_as_eth',
)


class DayPrices:
    """One price an asset and day: every event lies within an hour of it."""

    def __init__(self) -> None:
        with gzip.open(FOLDER / 'prices.csv.gz', 'rt') as file:
            self._prices = {(row['from_asset'], int(row['timestamp']) // 86_400): Decimal(row['price']) for row in csv.DictReader(file)}

    def price(self, asset: AssetId, timestamp: TimestampS) -> Decimal | None:
        return self._prices.get((asset, timestamp // 86_400))


@cache
def reports() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(gzip.decompress((FOLDER / 'reports.json.gz').read_bytes()))
    return found


@cache
def inputs() -> tuple[list[list[AccountedEvent]], list[AccountingRule], DayPrices]:
    entries = [
        AccountedEvent(HistoryEvent(
            row['group_identifier'], row['sequence_index'], TimestampMs(row['timestamp']), row['location'], row['location_label'], row['event_type'],
            row['event_subtype'], AssetId(row['asset']), Decimal(row['amount']), row.get('counterparty'), entry_type=row['entry_type'],
            tx_ref=row.get('tx_ref') or row.get('tx_hash'), notes=row.get('user_notes')), row['identifier'])
        for row in json.loads((FOLDER / 'history_events.json').read_text())]
    rules = [
        AccountingRule(
            row['event_type'], row['event_subtype'], row['counterparty'], _property(row['taxable']), _property(row['count_entire_amount_spend']),
            _property(row['count_cost_basis_pnl']), row['accounting_treatment'])
        for row in json.loads((FOLDER / 'accounting_rules.json').read_text())]
    return [list(group) for group in in_groups(sorted(entries, key=order_key))], rules, DayPrices()


def _property(raw: Mapping[str, Any]) -> Property:
    return Property(raw['value'], raw.get('linked_setting'))


@pytest.mark.parametrize('number', range(COUNT))
def test_report_is_the_same_row_by_row(number: int) -> None:
    set_decimal_context()
    wanted = reports()[number]
    groups, rules, prices = inputs()
    period = wanted['period']
    settings = Settings(
        profit_currency=EUR, start=period['from_timestamp'], end=period['to_timestamp'], **{name: wanted['settings'][name] for name in SETTINGS})
    engine = Engine(settings, RuleBook(rules, {}, settings), prices, None, Assets(fiat=frozenset({EUR})))
    lines = list(engine.walk(groups))
    assert len(lines) == len(wanted['events'])
    for line, row in zip(lines, wanted['events'], strict=True):
        _compare_row(line, row)
    totals = {name: (total.taxable, total.free) for name, total in engine.totals.items()}
    assert set(totals) == set(wanted['overview'])
    for name, total in wanted['overview'].items():
        _same(totals[name][0], total['taxable'], name)
        _same(totals[name][1], total['free'], name)
    assert engine.processed == wanted['processed_actions']
    missing = [one for one in engine.findings if one.kind == 'missing_acquisition']
    assert [(one.asset, one.timestamp // 1000, one.params['found'], one.params['missing']) for one in missing] == [
        (one['asset'], one['time'], one['found_amount'], one['missing_amount']) for one in wanted['actionable_items']['missing_acquisitions']]
    assert not [one for one in engine.findings if one.kind not in ('missing_acquisition', 'missing_lot')]


def test_all_reports_of_the_set_are_compared() -> None:
    assert len(reports()) == COUNT


def _compare_row(line: Line, row: Mapping[str, Any]) -> None:
    where = f'row {line.index}'
    assert (line.category, line.asset, line.location, line.timestamp // 1000, line.swap_group) == (
        row['type'], row['asset_identifier'], row['location'], row['timestamp'], row.get('group_id')), where
    if line.category != 'staking':
        assert line.notes == row['notes'], where
    _same(line.taxable_amount, row['taxable_amount'], where)
    _same(line.free_amount, row['free_amount'], where)
    _same(line.price, row['price'], where)
    _same(line.gain_taxable, row['pnl_taxable'], where)
    _same(line.gain_free, row['pnl_free'], where)
    basis = row['cost_basis']
    assert bool(line.parts) == (basis is not None), where
    if basis is None:
        return
    parts = [part for part in line.parts if part.basis != 'missing']
    assert (len(parts) == len(line.parts)) == basis['is_complete'], where
    assert len(parts) == len(basis['matched_acquisitions']), where
    for part, matched in zip(parts, basis['matched_acquisitions'], strict=True):
        lot = matched['event']
        assert part.acquired is not None, where
        assert (part.line, part.acquired // 1000, not part.is_free) == (lot['index'], lot['timestamp'], matched['taxable']), where
        _same(part.amount, matched['amount'], where)
        _same(part.full_amount, lot['full_amount'], where)
        _same(part.unit_cost, lot['rate'], where)


def _same(found: Decimal | None, wanted: str, where: str) -> None:
    assert found is not None, where
    assert abs(found - Decimal(wanted)) <= TOLERANCE * max(Decimal(1), abs(found)), f'{where}: {found} instead of {wanted}'
