"""Events of Ethereum's validators out of rows of an explorer: withdrawals to an address, and blocks whose fees an address received.

These are no transactions: the protocol itself moves the coin (eips.ethereum.org/EIPS/eip-4895, read 2026-11-25). A withdrawal is either
what a validator has above its stake, or the stake itself after an exit. A row does not say which; below 16 ETH, the balance at which the
protocol ejects a validator (EJECTION_BALANCE, github.com/ethereum/consensus-specs), it is taken for the former.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.ids import AssetId, to_checksum_address
from rotkehlchen.core.money import from_base_units
from rotkehlchen.core.time import TimestampS, to_ms

ETH: Final = AssetId('ETH')
LOCATION: Final = 'ethereum'
COUNTERPARTY: Final = 'eth2'
GWEI_DECIMALS: Final = 9
WEI_DECIMALS: Final = 18
EXIT_FROM: Final = Decimal(16)


def withdrawal_group(row: Mapping[str, Any]) -> str:
    return f'EW_{int(row["validatorIndex"])}_{int(row["withdrawalIndex"])}'


def block_group(row: Mapping[str, Any]) -> str:
    return f'BP1_{int(row["blockNumber"])}'


def make_withdrawal(row: Mapping[str, Any], address: str) -> HistoryEvent:
    """Of a row of txsBeaconWithdrawal; its amount is in Gwei. Raises KeyError and ValueError for a row of another shape."""
    amount = from_base_units(int(row['amount']), GWEI_DECIMALS)
    facts = {'validator_index': int(row['validatorIndex']), 'is_exit': amount >= EXIT_FROM}
    return HistoryEvent(
        group=withdrawal_group(row), position=0, timestamp=to_ms(_seconds(row)), location=LOCATION, account=to_checksum_address(address),
        type='staking', subtype='remove asset', asset=ETH, amount=amount, counterparty=COUNTERPARTY, entry_type='eth withdrawal event',
        key=f'withdrawal:{int(row["withdrawalIndex"])}', kind='eth_withdrawal', params=facts, rule='eth2/withdrawal',
        sources=(f'withdrawal:{int(row["withdrawalIndex"])}',), extra_data=facts,
    )


def make_block(row: Mapping[str, Any], address: str) -> HistoryEvent:
    """Of a row of getminedblocks: what the receiver of a block's fees got, in wei. Raises KeyError and ValueError as `make_withdrawal`."""
    number = int(row['blockNumber'])
    return HistoryEvent(
        group=block_group(row), position=0, timestamp=to_ms(_seconds(row)), location=LOCATION, account=to_checksum_address(address),
        type='staking', subtype='block production', asset=ETH, amount=from_base_units(int(row['blockReward']), WEI_DECIMALS),
        counterparty=COUNTERPARTY, entry_type='eth block event', key=f'block:{number}', kind='eth_block', params={'block_number': number},
        rule='eth2/block', sources=(f'block:{number}',), extra_data={'block_number': number},
    )


def _seconds(row: Mapping[str, Any]) -> TimestampS:
    return TimestampS(int(row.get('timestamp') or row['timeStamp']))
