"""Events of history found and told: with their descriptions, states and values."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, Protocol

from rotkehlchen.core.event import HistoryEvent, direction_of
from rotkehlchen.core.ids import short_name
from rotkehlchen.core.record import record
from rotkehlchen.core.time import TimestampMs, to_seconds
from rotkehlchen.services.counterparty import CounterpartyDirectory
from rotkehlchen.services.event_text import ENGLISH, EventText, languages
from rotkehlchen.services.lookup import AssetLookup
from rotkehlchen.services.price.model import HistoricPrices
from rotkehlchen.storage.event_match import EventMatchRepository
from rotkehlchen.storage.history_event import HistoryEventRepository
from rotkehlchen.storage.history_filter import HistoryFilter
from rotkehlchen.storage.history_query import HistoryQueryRepository
from rotkehlchen.storage.history_row import StoredEvent

VALUE_WINDOW_SECONDS: Final = 3600
MAX_SYMBOLS: Final = 50_000


class KnownPrices(Protocol):
    """Prices that are known already; nobody is asked."""

    def find(self, moments: Any, target: str, *, only_cache_period: int | None = None) -> HistoricPrices: ...

    def count_stored(self) -> int: ...


@record(frozen=True, slots=True)
class ToldEvent:
    """An event with its description, and what is said of it beside its own values. `value` in the main currency, None if no price is known."""

    stored: StoredEvent
    text: str
    states: tuple[str, ...] = ()
    has_ignored_asset: bool = False
    value: Decimal | None = None
    grouped: int | None = None


@dataclass(frozen=True, slots=True)
class ToldPage:
    """`found`: events, or groups where grouped, that match; `total`: that there are; `found_events`: events that match."""

    events: Sequence[ToldEvent]
    found: int
    total: int
    found_events: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """Why an event is here: as it is, as it was decoded (None: it was not), and which values are the user's."""

    stored: StoredEvent
    decoded: HistoryEvent | None
    edits: Mapping[str, Any] = field(default_factory=dict)


class HistoryReader:
    def __init__(
            self, events: HistoryEventRepository, query: HistoryQueryRepository, matches: EventMatchRepository, assets: AssetLookup,
            counterparties: CounterpartyDirectory, prices: KnownPrices, currency: Callable[[], str], ignored_assets: Callable[[], Collection[str]],
    ) -> None:
        self._events = events
        self._query = query
        self._matches = matches
        self._assets = assets
        self._counterparties = counterparties
        self._prices = prices
        self._currency = currency
        self.ignored_assets = ignored_assets
        self._known_symbols: dict[str, str] = {}
        self._texts: dict[str, EventText] = {}
        self._narrowed: tuple[object, list[int]] = (None, [])

    def find(
            self, wanted: HistoryFilter, limit: int | None, offset: int, *, ascending: bool, with_values: bool = False, language: str = ENGLISH,
    ) -> ToldPage:
        page = self._query.find(wanted, limit, offset, ascending=ascending)
        return ToldPage(self.tell(page.events, with_values=with_values, language=language), page.found, page.total, page.found)

    def find_groups(
            self, wanted: HistoryFilter, limit: int | None, offset: int, *, ascending: bool, with_values: bool = False, language: str = ENGLISH,
    ) -> ToldPage:
        """The first matching event of each group, with how many of the group match."""
        page = self._query.find_groups(wanted, limit, offset, ascending=ascending)
        told = self.tell([event for event, _ in page.groups], [number for _, number in page.groups], with_values=with_values, language=language)
        return ToldPage(told, page.found, page.total, page.found_events)

    def stream(self, wanted: HistoryFilter, *, ascending: bool, language: str = ENGLISH) -> Iterator[list[ToldEvent]]:
        """Everything that matches, in portions."""
        for portion in self._query.stream(wanted, ascending=ascending):
            yield self.tell(portion, language=language)

    def position_of(self, group: str, wanted: HistoryFilter, *, ascending: bool) -> int | None:
        return self._query.position_of(group, wanted, ascending=ascending)

    def narrow_by_price(self, wanted: HistoryFilter, is_missing: bool) -> HistoryFilter:
        """Those of the events whose value is not known, or is known. What moves nothing needs no price, nor does what is hidden."""
        shown = wanted if wanted.hidden is not None else replace(wanted, hidden=False)
        asked = (repr(shown), is_missing, self._currency(), self._query.change_number(), self._prices.count_stored())
        known = self._narrowed  # kept, since a client asks for one page after the other
        if known[0] != asked:
            self._narrowed = known = (asked, self._by_price(shown, is_missing))
        return replace(wanted, identifiers=known[1])

    def _by_price(self, shown: HistoryFilter, is_missing: bool) -> list[int]:
        rows = [row for row in self._query.moments(shown) if direction_of(row[3], row[4]) != 'neutral']
        moments = sorted({(asset, to_seconds(TimestampMs(time))) for _, asset, time, _, _ in rows})
        prices = self._prices.find(moments, self._currency(), only_cache_period=VALUE_WINDOW_SECONDS).prices if moments else {}
        return [
            identifier for identifier, asset, time, _, _ in rows
            if (to_seconds(TimestampMs(time)) not in prices.get(asset, {})) == is_missing
        ]

    def tell(
            self, events: Sequence[StoredEvent], grouped: Sequence[int] | None = None, *, with_values: bool = False, language: str = ENGLISH,
    ) -> list[ToldEvent]:
        symbols = self.symbols({one.event.asset for one in events})
        text = self._text(language)
        ignored = frozenset(self.ignored_assets())
        matched = self._matches.matched_of([one.identifier for one in events])
        values = self._values(events) if with_values else {}
        return [
            ToldEvent(
                one, text.render(one.event, symbols.get(one.event.asset) or short_name(one.event.asset)), _states(one, one.identifier in matched),
                one.event.asset in ignored, values.get(one.identifier), None if grouped is None else grouped[number],
            ) for number, one in enumerate(events)
        ]

    def explain(self, identifier: int) -> Provenance | None:
        found = self._events.load([identifier])
        if not found:
            return None
        stored = found[0]
        is_deleted, edits, decoded = self._events.load_edits(stored.event.group).get(stored.event.key, (False, {}, None))
        if stored.origin == 'decoded' and not edits and not is_deleted:
            decoded = stored.event
        return Provenance(stored, decoded, edits)

    def _text(self, language: str) -> EventText:
        found = self._texts.get(language)
        if found is None:
            found = self._texts[language] = EventText(self._counterparties.texts(language), self._counterparties.labels, language)
        return found

    def fingerprint(self) -> str:
        """Of the words of `describe`."""
        return ' '.join(self._text(language).fingerprint for language in languages())

    def describe(self, event: HistoryEvent) -> str:
        """The text by which an event is found: descriptions in every language, the user's notes, counterparty."""
        symbol = self._known_symbols.get(event.asset)
        if symbol is None:
            symbol = self.symbols([event.asset]).get(event.asset, event.asset)
            if len(self._known_symbols) > MAX_SYMBOLS:
                self._known_symbols.clear()
            self._known_symbols[event.asset] = symbol
        told = [self._text(language).render(event, symbol) for language in languages()]
        return '\n'.join((*told, event.notes or '', event.counterparty or ''))

    def symbols(self, assets: Collection[str]) -> dict[str, str]:
        return {identifier: asset.symbol or asset.name for identifier, asset in self._assets.load_many(assets).items()}

    def _values(self, events: Sequence[StoredEvent]) -> dict[int, Decimal]:
        moments = {(one.event.asset, to_seconds(one.event.timestamp)) for one in events if one.event.amount}
        prices = self._prices.find(sorted(moments), self._currency(), only_cache_period=VALUE_WINDOW_SECONDS).prices if moments else {}
        found = {}
        for one in events:
            price = prices.get(one.event.asset, {}).get(to_seconds(one.event.timestamp))
            if price is not None:
                found[one.identifier] = one.event.amount * price.price
        return found


def _states(stored: StoredEvent, is_matched: bool) -> tuple[str, ...]:
    states = []
    if stored.is_edited or stored.origin == 'user':
        states.append('customized')
    if stored.origin == 'import':
        states.append('imported from csv')
    if is_matched:
        states.append('matched')
    return tuple(states)

