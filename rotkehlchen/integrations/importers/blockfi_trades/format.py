"""BlockFi's list of trades. Times are UTC; the price it names is without a fee, and there was none."""

from datetime import UTC

from rotkehlchen.contracts.import_event import FlowTable

FORMAT = FlowTable(
    headers=(frozenset({'Trade ID', 'Date', 'Buy Quantity', 'Buy Currency', 'Sold Quantity', 'Sold Currency'}),),
    time='Date', incoming=('Buy Quantity', 'Buy Currency'), outgoing=('Sold Quantity', 'Sold Currency'), default_kind='trade',
    formats=('iso',), zone=UTC, identity='Trade ID',
)
