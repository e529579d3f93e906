"""All that a report is made of as one JSON object: events, settings, rules, named lots and prices. For whoever wants to see why a figure is what it is,
on another machine; it is read back into a profile that has no history yet.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import orjson

from rotkehlchen.accounting.setting import METHODS
from rotkehlchen.contracts.oracle import Price
from rotkehlchen.core.errors import ConflictError, InputError
from rotkehlchen.core.event import HistoryEvent, is_pair
from rotkehlchen.core.ids import AssetId, parse_asset_id
from rotkehlchen.core.money import parse_amount, to_text
from rotkehlchen.core.time import HOUR_SECONDS, TimestampMs, TimestampS
from rotkehlchen.services.price.historic import HistoricPriceFinder
from rotkehlchen.services.setting import SettingService
from rotkehlchen.services.tax_report.rule import MAX_RULES, AccountingRuleService
from rotkehlchen.services.tax_report.service import SETTING_NAMES
from rotkehlchen.storage.accounting_rule import NamedLot
from rotkehlchen.storage.global_db.price import MANUAL, PriceRepository
from rotkehlchen.storage.history_event import HistoryEventRepository
from rotkehlchen.storage.history_filter import HistoryFilter
from rotkehlchen.storage.history_query import HistoryQueryRepository
from rotkehlchen.storage.history_row import StoredEvent

NAME: Final = 'pnl_debug.json'
MAX_EVENTS: Final = 1_000_000
MAX_TEXT: Final = 10_000
_TEXTS: Final = ('location', 'type', 'subtype', 'entry_type')
_OPTIONAL: Final = ('account', 'counterparty', 'address', 'product', 'tx_ref', 'notes')


@dataclass(frozen=True)
class InputFile:
    """Writes and reads the object."""

    events: HistoryEventRepository
    query: HistoryQueryRepository
    rules: AccountingRuleService
    settings: SettingService
    finder: HistoricPriceFinder
    prices: PriceRepository

    def export(self, start: int, end: int) -> dict[str, Any]:
        """Events from the first one to `end`, since what is sold in a period was bought before it."""
        stored = [one for portion in self.query.stream(HistoryFilter(last=end * 1000 + 999), ascending=True) for one in portion]
        known = {one.identifier for one in stored}
        return {
            'events': [_event_shape(one) for one in stored],
            'settings': {name: self.settings.get(name) for name in (*SETTING_NAMES, 'main_currency')},
            'ignored_events_ids': sorted({one.event.group for one in stored if one.ignored}),
            'pnl_settings': {'from_timestamp': start, 'to_timestamp': end},
            **self.rules.export(),
            'named_lots': [
                {'event_id': event, 'lots': [{'event_id': one.lot_event_id, 'amount': to_text(one.amount)} for one in lots]}
                for event, lots in self.rules.named_lots().items() if event in known
            ],
            'prices': self._prices(stored),
        }

    def take_in(self, content: bytes) -> int:
        """How many events came in. Everything is checked before anything is stored. Raises InputError, ConflictError for a profile with a history."""
        said = _object(content)
        if self.query.count(HistoryFilter()):
            raise ConflictError('This profile has a history already: read the file into a new profile.', code='history_not_empty')
        raw_events = _list(said, 'events', MAX_EVENTS)
        events = [_parse_event(one, f'events.{number}') for number, one in enumerate(raw_events)]
        prices = [_parse_price(one, f'prices.{number}') for number, one in enumerate(_list(said, 'prices', MAX_EVENTS, required=False))]
        ignored = [str(one) for one in _list(said, 'ignored_events_ids', MAX_EVENTS, required=False)]
        settings = _parse_settings(said.get('settings'))
        rules = _list(said, 'accounting_rules', MAX_RULES, required=False)
        self.rules.check(rules)
        named = _parse_named(_list(said, 'named_lots', MAX_EVENTS, required=False), {one.get('identifier') for one in raw_events})
        identifiers = self.events.add(events, 'import')
        moved = {one.get('identifier'): new for one, new in zip(raw_events, identifiers, strict=True)}
        self.events.set_ignored(ignored, True)
        if prices:
            self.prices.save_historic(prices)
        if settings:
            self.settings.save(settings)
        if rules:
            self.rules.take_in(orjson.dumps([_moved(one, moved) for one in rules]))
        for event, lots in named.items():
            self.rules.name_lots(moved[event], [NamedLot(moved[lot], amount) for lot, amount in lots])
        return len(events)

    def _prices(self, stored: Sequence[StoredEvent]) -> list[dict[str, Any]]:
        """What is known of the worth of each event at its time, in the main currency."""
        target = self.settings.main_currency
        moments = sorted({(one.event.asset, one.event.timestamp // 1000) for one in stored if one.event.amount and one.event.asset != target})
        found = self.finder.find(moments, target, only_cache_period=HOUR_SECONDS).prices if moments else {}
        return [
            {'from_asset': asset, 'to_asset': target, 'timestamp': time, 'price': to_text(price.price), 'source': price.source}
            for asset, by_time in sorted(found.items()) for time, price in sorted(by_time.items())
        ]


def _event_shape(stored: StoredEvent) -> dict[str, Any]:
    event = stored.event
    return {
        'identifier': stored.identifier, 'group_identifier': event.group, 'sequence_index': event.position, 'timestamp': event.timestamp,
        'location': event.location, 'location_label': event.account, 'entry_type': event.entry_type, 'event_type': event.type,
        'event_subtype': event.subtype, 'asset': event.asset, 'amount': to_text(event.amount), 'counterparty': event.counterparty,
        'address': event.address, 'product': event.product, 'tx_ref': event.tx_ref, 'notes': event.notes,
        'extra_data': None if event.extra_data is None else dict(event.extra_data), 'key': event.key,
    }


def _parse_event(raw: object, path: str) -> HistoryEvent:
    if not isinstance(raw, Mapping):
        raise InputError(f'{path}: must be an object', field=path)
    words = {
        'location': raw.get('location'), 'type': raw.get('event_type'), 'subtype': raw.get('event_subtype'), 'entry_type': raw.get('entry_type'),
        'account': raw.get('location_label'), **{name: raw.get(name) for name in _OPTIONAL if name != 'account'},
    }
    for name in _TEXTS:
        if not isinstance(words[name], str) or not words[name]:
            raise InputError(f'{path}: {name} must be text', field=path)
    for name in _OPTIONAL:
        if not (words[name] is None or (isinstance(words[name], str) and len(str(words[name])) <= MAX_TEXT)):
            raise InputError(f'{path}: {name} must be text or null', field=path)
    group, time, position, extra = raw.get('group_identifier'), raw.get('timestamp'), raw.get('sequence_index', 0), raw.get('extra_data')
    if not isinstance(group, str) or not group or not _is_number(time) or not _is_number(position):
        raise InputError(f'{path}: group_identifier, timestamp and sequence_index must be there', field=path)
    if not is_pair(str(words['type']), str(words['subtype'])):
        raise InputError(f'{path}: there are no events of {words["type"]} / {words["subtype"]}', field=path)
    return HistoryEvent(
        group=group, position=int(position), timestamp=TimestampMs(int(str(time))), asset=AssetId(parse_asset_id(raw.get('asset'), field=path)),
        amount=parse_amount(raw.get('amount'), field=f'{path}.amount', allow_negative=False), rule='import:debug',
        key=str(raw.get('key') or ''), extra_data=extra if isinstance(extra, Mapping) else None, **words)  # type: ignore[arg-type]


def _parse_price(raw: object, path: str) -> Price:
    if not isinstance(raw, Mapping) or not _is_number(raw.get('timestamp')):
        raise InputError(f'{path}: must be an object with a timestamp', field=path)
    assets = [parse_asset_id(raw.get(name), field=f'{path}.{name}') for name in ('from_asset', 'to_asset')]
    price = parse_amount(raw.get('price'), field=f'{path}.price', allow_negative=False)
    return Price(assets[0], assets[1], price, MANUAL, TimestampS(int(raw['timestamp'])))


def _parse_settings(raw: object) -> dict[str, Any]:
    """The settings that decide on reports, each of the kind that it must be; others are passed over."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise InputError('settings: must be an object', field='settings')
    found: dict[str, Any] = {}
    for name in (*SETTING_NAMES, 'main_currency'):
        if name not in raw:
            continue
        if not _is_setting(name, raw[name]):
            raise InputError(f'settings.{name}: is not a value of this setting', field=f'settings.{name}')
        found[name] = raw[name]
    return found


def _is_setting(name: str, value: object) -> bool:
    match name:
        case 'cost_basis_method':
            return value in METHODS
        case 'main_currency':
            return isinstance(value, str) and 0 < len(value) < 100
        case 'taxfree_after_period':
            return value is None or _is_number(value)
        case _:
            return isinstance(value, bool)


def _parse_named(raw: Sequence[Any], events: Collection[object]) -> dict[int, list[tuple[int, Decimal]]]:
    """Which lots which event uses, by the identifiers of the file."""
    found: dict[int, list[tuple[int, Decimal]]] = {}
    for number, one in enumerate(raw):
        path = f'named_lots.{number}'
        lots = one.get('lots') if isinstance(one, Mapping) else None
        if not isinstance(lots, list) or one.get('event_id') not in events or not all(
                isinstance(lot, Mapping) and lot.get('event_id') in events and lot['event_id'] != one['event_id'] for lot in lots):
            raise InputError(f'{path}: must name events of the file', field=path)
        found[one['event_id']] = [(lot['event_id'], parse_amount(lot.get('amount'), field=f'{path}.amount', allow_negative=False)) for lot in lots]
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _moved(rule: Any, moved: Mapping[Any, int]) -> Any:
    """A rule for single events names them as they are called here."""
    if not isinstance(rule, Mapping) or not rule.get('event_ids'):
        return rule
    return {**rule, 'event_ids': [moved[one] for one in rule['event_ids'] if one in moved] or None}


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        parsed = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise InputError(
            f'The file is not valid JSON: line {error.lineno}, column {error.colno}.', field='filepath', line=error.lineno, column=error.colno,
            code='invalid_json') from None
    found = parsed.get('result', parsed) if isinstance(parsed, dict) else None
    if not isinstance(found, dict):
        raise InputError('The file has no object with the inputs of a report.', field='filepath')
    return found


def _list(said: Mapping[str, Any], name: str, most: int, *, required: bool = True) -> list[Any]:
    found = said.get(name)
    if found is None and not required:
        return []
    if not isinstance(found, list):
        raise InputError(f'{name}: must be a list', field=name)
    if len(found) > most:
        raise InputError(f'{name}: has more than {most} entries', field=name, code='too_large')
    return found
