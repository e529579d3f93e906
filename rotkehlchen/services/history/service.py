"""History of the open profile, as routes see it: reading and editing, and the words of places that both need."""

from collections.abc import Callable
from dataclasses import dataclass

from rotkehlchen.services.counterparty import CounterpartyDirectory
from rotkehlchen.services.history.editing import HistoryEditor
from rotkehlchen.services.history.export import HistoryExporter
from rotkehlchen.services.history.matching import MatchingService
from rotkehlchen.services.history.reading import HistoryReader
from rotkehlchen.storage.history_query import HistoryQueryRepository


@dataclass(frozen=True)
class HistoryService:
    """`parse_location`: a location in its own word, raises InputError; `find_chain_id`: EVM chain id of a location, None where it is none."""

    reader: HistoryReader
    editor: HistoryEditor
    matching: MatchingService
    exporter: HistoryExporter
    query: HistoryQueryRepository
    counterparties: CounterpartyDirectory
    parse_location: Callable[[str], str]
    find_chain_id: Callable[[str], int | None]
