"""ShapeShift's list of trades, of the time when it exchanged by itself and later routed to decentralised exchanges.

Times name their zone. The miner fee is in the asset that was bought. What both sides have one transaction hash for happened on a chain, and
is left out: the chain tells it better. DAI before multi-collateral Dai (18 November 2019) is today's SAI. Times are rounded to the second,
as in the established interface.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Final

from rotkehlchen.contracts.import_event import Leg, need_leg, trade
from rotkehlchen.contracts.importer import ImportContext, Outcome, Row, RowError, Skipped
from rotkehlchen.core.time import TimestampMs

SAI: Final = 'eip155:1/erc20:0x89d24A6b4CcB1B6fAA2625fE562bDD9a23260359'
NEW_DAI: Final = TimestampMs(1_574_035_200_000)  # 2019-11-18


class ShapeShift:
    headers = (frozenset({
        'id', 'status', 'timestamp', 'minerFee', 'inputAmount', 'inputCurrency', 'inputTxid', 'outputAmount', 'outputCurrency', 'outputTxid',
    }),)
    ambiguous_zone = False

    def parse(self, rows: Iterable[Row], context: ImportContext) -> Iterator[Outcome]:
        for row in rows:
            try:
                yield self.parse_row(row, context)
            except RowError as error:
                yield error.at(row)

    def parse_row(self, row: Row, context: ImportContext) -> Outcome:
        paid_by, paid_out = row.get('inputTxid'), row.get('outputTxid')
        if not paid_out:  # whatever the status says: nothing was paid out
            return Skipped(row.line, 'not_completed')
        if paid_by.lower() == paid_out.lower():
            return Skipped(row.line, 'on_chain')
        time = context.time(row, 'timestamp', ('iso',), zone=UTC)
        time = TimestampMs((time + 500) // 1000 * 1000)
        received = self._leg(row, context, 'output', time)
        fee = context.amount(row, 'minerFee', allow_negative=False)
        return trade(
            row, context, time=time, spent=self._leg(row, context, 'input', time), received=received,
            fee=Leg(received.asset, fee) if fee else None, identity=row.get('id'),
        )

    def _leg(self, row: Row, context: ImportContext, side: str, time: TimestampMs) -> Leg:
        found = need_leg(row, context, f'{side}Amount', f'{side}Currency')
        if row.get(f'{side}Currency').upper() == 'DAI' and time < NEW_DAI:
            return Leg(context.asset_named(SAI), found.amount)
        return found


FORMAT = ShapeShift()
