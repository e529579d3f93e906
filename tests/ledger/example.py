"""Short ways to write events for tests of the ledger."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId
from rotkehlchen.core.time import TimestampMs
from rotkehlchen.ledger.posting import Account, Entry

ME, OTHER = '0xA', '0xB'
WALLET = Account('own', 'ethereum', ME)
KRAKEN = Account('own', 'kraken', 'main')


def event(kind: str, amount: str, asset: str = 'ETH', *, time: int = 0, group: str = '', **values: Any) -> HistoryEvent:
    """`kind`: 'spend/none'. On Ethereum, of the account ME, unless told otherwise; each in a group of its own."""
    name, subtype = kind.split('/')
    made = HistoryEvent(
        group=group or f'{time}:{kind}:{asset}:{amount}', position=0, timestamp=TimestampMs(time), location='ethereum', account=ME, type=name,
        subtype=subtype, asset=AssetId(asset), amount=Decimal(amount))
    return replace(made, **values)


def at_kraken(kind: str, amount: str, asset: str = 'ETH', **values: Any) -> HistoryEvent:
    return event(kind, amount, asset, **{'location': 'kraken', 'account': 'main', 'entry_type': 'asset movement event', **values})


def numbered(*events: HistoryEvent) -> list[Entry]:
    return list(enumerate(events, start=1))
