"""Bridging and swapping through the gateway of Socket (Bungee), whichever bridge or exchange it uses inside."""

from collections.abc import Iterator

from rotkehlchen.contracts.protocol import Addresses, Claim, Leg, LogRule, Rank
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import claim
from rotkehlchen.decoding.families.router import exchange, settle

GATEWAY: Addresses = dict.fromkeys((1, 10, 56, 100, 137, 8453, 42161, 534352), ('0x3a23F943181408EAC424116Af7b7790c94Cb97a5',))
BRIDGED = '0x74594da9e31ee4068e17809037db37db496702bf7d8d63afe6f97949277d1609'  # SocketBridge(uint256,address,uint256,bytes32,address,address,bytes32)
SWAPPED = '0xb346a959ba6c0f1c7ba5426b10fd84fe4064e392a0dfcf6609e9640a0dd260d3'  # SocketSwapTokens(address,address,uint256,uint256,bytes32,address,bytes32)


def bridges(tx: Transaction, log: Log) -> Iterator[Claim]:
    """What the sender gave, whatever it was swapped for on its way to the bridge; what came back is no part of it."""
    sender = log.address_at(4)
    if not tx.is_mine(sender) or log is not next(tx.logs_of(BRIDGED, address=log.address)):
        return
    moves = [one for one in tx.outgoing(account=sender) if one.token_id is None]
    back = {token: amount for token, amount in tx.net(sender).items() if amount > 0}
    for token in dict.fromkeys(one.token for one in moves if one.token not in back):
        given = [one for one in moves if one.token == token]
        refunds = tx.incoming(account=sender, token=token)
        amount = sum(one.amount for one in given) - sum(one.amount for one in refunds)
        if amount > 0:
            params = {'to_chain': log.word(2)}
            yield from claim('socket', Leg('deposit', 'bridge', given[0], amount=amount, kind='bridge', params=params), takes=(*given, *refunds), order='own')


def swaps(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A swap without bridging. Before bridging it is a part of that."""
    if any(tx.logs_of(BRIDGED, address=log.address)):
        return
    if tx.is_mine(tx.sender):
        yield from settle(tx, 'socket', tx.mine, router=log.address)
    elif tx.is_mine(log.address_at(5)):
        yield from exchange(tx, 'socket', log.address_at(5), {log.address})


RULES = (
    LogRule('bridge', BRIDGED, bridges, GATEWAY, rank=Rank.ENTRY),
    LogRule('swap', SWAPPED, swaps, GATEWAY, rank=Rank.ENTRY),
)
