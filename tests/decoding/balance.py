"""How balances change: as events tell it, and as the transfers of the transaction make it. Both by account and asset, zeros left out."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from rotkehlchen.contracts.transaction import NATIVE, Transaction
from rotkehlchen.core.event import HistoryEvent, direction_of
from rotkehlchen.core.money import from_base_units

Change = dict[tuple[str, str], Decimal]


def change_by_events(events: Iterable[HistoryEvent]) -> Change:
    """Gas is left out: no transfer tells it."""
    found: Counter[tuple[str, str]] = Counter()
    for one in events:
        if one.counterparty != 'gas':
            sign = {'in': 1, 'out': -1, 'neutral': 0}[direction_of(one.type, one.subtype)]
            found[(one.account or '').lower(), one.asset.lower()] += sign * one.amount  # type: ignore[assignment]
            if one.type == 'transfer':
                found[(one.address or '').lower(), one.asset.lower()] += one.amount  # type: ignore[assignment]
    return {key: Decimal(value) for key, value in found.items() if value}


def change_by_transfers(tx: Transaction) -> Change:
    found: Counter[tuple[str, str]] = Counter()
    for one in tx.transfers:
        known = tx.token(one.token)
        decimals = 18 if one.token == NATIVE else known.decimals if known is not None and known.decimals is not None else 0
        kind = 'erc1155' if one.kind == 'erc1155' else 'erc721'
        asset = 'eth' if one.token == NATIVE else f'eip155:{tx.chain_id}/erc20:{one.token}'
        if one.token_id is not None:
            asset, decimals = f'eip155:{tx.chain_id}/{kind}:{one.token}/{one.token_id}', 0
        for account, sign in ((one.sender, -1), (one.receiver, 1)):
            if tx.is_mine(account):
                found[account, asset] += sign * from_base_units(one.amount, decimals)  # type: ignore[assignment]
    return {key: Decimal(value) for key, value in found.items() if value}
