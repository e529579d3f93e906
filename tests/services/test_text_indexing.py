"""Whoever searched while descriptions were indexed anew is told when that is over."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.services.history.indexing import TextIndexing
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.history_event import DecodedGroup, HistoryEventRepository
from rotkehlchen.storage.history_filter import HistoryFilter
from rotkehlchen.storage.history_query import HistoryQueryRepository


def test_others_are_told_once_texts_are_found(user_database: Database) -> None:
    events, query = HistoryEventRepository(user_database, lambda one: f'Receive {one.asset}'), HistoryQueryRepository(user_database)
    event = HistoryEvent('g', 0, TimestampMs(1), 'kraken', None, 'receive', 'none', AssetId('ETH'), Decimal(1), key='a')
    events.replace_decoded([DecodedGroup('g', event.timestamp, [event], None)])
    found: list[int] = []
    reader: Any = SimpleNamespace(fingerprint=lambda: 'these words')
    indexing = TextIndexing(events, reader, lambda: found.append(query.count(HistoryFilter(text='Receive ETH'))))
    assert indexing(0)
    indexing.work()
    assert found == [1]
    assert not indexing(0)
    assert not TextIndexing(events, reader, found.clear)(0)
