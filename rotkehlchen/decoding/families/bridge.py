"""Bridges: what leaves an account on one chain and arrives on another, told as 'deposit/bridge' here and 'withdrawal/bridge' there.

The events carry what the logs say about the other side in their parameters, so that the two sides can be found together: `from_chain`,
`to_chain` (EIP-155 ids), `sender` and `recipient` (accounts on those chains), `message` (a number or hash that both sides name).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import Addresses, Claim, Leg, LogRule, Rank, TransferRule
from rotkehlchen.contracts.transaction import NATIVE, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import nearest

OUT: Final = ('deposit', 'bridge', 'bridge_out')
IN: Final = ('withdrawal', 'bridge', 'bridge_in')
Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Crossing:
    """What a bridge tells. `account`: who gives or gets it on this chain. `token` None: it does not tell. `chain`: the other chain.

    `peer`: the account on the other chain. `message`: what both sides name.
    """

    account: str
    amount: int
    token: str | None = NATIVE
    chain: int | None = None
    peer: str = ''
    message: str = ''


Reader = Callable[[Transaction, Log], Crossing | None]


def out_rule(name: str, topics: str | tuple[str, ...], read: Reader, counterparty: str, where: Addresses | None, *, with_fee: bool = False) -> LogRule:
    """A rule for logs that tell of what leaves. `with_fee`: what is paid in native coins besides goes to the bridge too."""
    def handle(tx: Transaction, log: Log) -> Iterator[Claim]:
        crossing = read(tx, log)
        if crossing is not None:
            yield from leaves(tx, log, counterparty, crossing)
            yield from pays(tx, counterparty, crossing) if with_fee else ()
    return LogRule(name, topics, handle, where)


def in_rule(name: str, topics: str | tuple[str, ...], read: Reader, counterparty: str, where: Addresses | None) -> LogRule:
    """A rule for logs that tell of what arrives."""
    def handle(tx: Transaction, log: Log) -> Iterator[Claim]:
        crossing = read(tx, log)
        if crossing is not None:
            yield from arrives(tx, log, counterparty, crossing)
    return LogRule(name, topics, handle, where)


def contract_rule(name: str, counterparty: str, where: Addresses, chains: Mapping[int, int], rank: Rank = Rank.GENERIC) -> TransferRule:
    """Whatever goes to or comes from a bridge's own contracts. `chains`: the other chain by this chain."""
    return TransferRule(name, partial(_moves, counterparty, chains), where, rank=rank)


def _moves(counterparty: str, chains: Mapping[int, int], tx: Transaction, transfer: Transfer) -> Iterator[Claim]:
    is_out = tx.is_mine(transfer.sender)
    params = _params(tx, is_out, Crossing('', 0, chain=chains.get(tx.chain_id)), transfer)
    yield Claim(counterparty, (_leg(OUT if is_out else IN, transfer, params),), order='own')


def leaves(tx: Transaction, log: Log, counterparty: str, crossing: Crossing) -> Iterator[Claim]:
    """The event of what left, if an account that is tracked gave it."""
    found = nearest(log, tx.outgoing(token=crossing.token, amount=crossing.amount), crossing.account)
    if found is not None:
        yield Claim(counterparty, (_leg(OUT, found, _params(tx, True, crossing, found)),), order='own')


def arrives(tx: Transaction, log: Log, counterparty: str, crossing: Crossing) -> Iterator[Claim]:
    """The event of what arrived, if an account that is tracked got it."""
    found = nearest(log, tx.incoming(token=crossing.token, amount=crossing.amount), crossing.account)
    if found is not None:
        yield Claim(counterparty, (_leg(IN, found, _params(tx, False, crossing, found)),), order='own')


def minted(tx: Transaction, log: Log, counterparty: str, crossing: Crossing) -> Iterator[Claim]:
    """What the chain itself gave an account: native coins that no transfer tells of."""
    if crossing.amount and tx.is_mine(crossing.account):
        leg = Leg(
            *IN[:2], account=crossing.account, token=crossing.token or NATIVE, amount=crossing.amount, address=log.address, kind=IN[2],
            params=_params(tx, False, crossing, None))
        yield Claim(counterparty, (leg,), at=log.position, unbalanced='system_mint')


def pays(tx: Transaction, counterparty: str, crossing: Crossing) -> Iterator[Claim]:
    """What the caller paid for the message in native coins: the value of the transaction without what crosses and what came back."""
    value = next((one for one in tx.mine if one.source == 'value' and not tx.is_mine(one.receiver)), None)
    if value is None or (crossing.token == NATIVE and value.amount <= crossing.amount):
        return
    back = tx.incoming(account=value.sender, token=NATIVE)
    crosses = crossing.amount if crossing.token == NATIVE else 0
    fee = value.amount - crosses - sum(one.amount for one in back)
    if fee < 0:
        return
    legs = [bridge_leg(tx, crossing, value, is_out=True, amount=crosses)] if crosses else []
    legs += [Leg('spend', 'none', value, amount=fee, kind='bridge_fee')] if fee else []
    if legs:
        yield Claim(counterparty, tuple(legs), tuple(back), 'own')


def system_deposit(tx: Transaction, counterparty: str, types: Collection[int], chain: int = 1) -> Iterator[Claim]:
    """A transaction that another chain put into this one and whose value this chain minted. `types`: of such transactions (EIP-2718)."""
    value = next((one for one in tx.mine if one.source == 'value'), None) if tx.type in types else None
    if value is None or not tx.is_mine(value.receiver):
        return
    params = _params(tx, False, Crossing(value.receiver, value.amount, NATIVE, chain, tx.sender), value)
    leg = Leg(*IN[:2], value, account=value.receiver, address=tx.sender, kind=IN[2], params=params)
    yield Claim(counterparty, (leg,), order='own', unbalanced='system_mint' if tx.is_mine(value.sender) else '')


def has_log(tx: Transaction, topics: Iterable[str], contracts: Addresses) -> bool:
    """Whether one of a bridge's own contracts tells of a message in this transaction: that ties a shared shape to the bridge."""
    listed = {address.lower() for address in contracts.get(tx.chain_id, ())}
    return any(next(tx.logs_of(topic, address=listed), None) is not None for topic in topics)


def bridge_leg(tx: Transaction, crossing: Crossing, transfer: Transfer, *, is_out: bool, amount: int | None = None) -> Leg:
    """The event alone, for claims that have more to say."""
    kind = OUT if is_out else IN
    return Leg(*kind[:2], transfer, amount=amount, kind=kind[2], params=_params(tx, is_out, crossing, transfer))


def _leg(words: tuple[str, str, str], transfer: Transfer, params: Params) -> Leg:
    return Leg(words[0], words[1], transfer, kind=words[2], params=params)


def _params(tx: Transaction, is_out: bool, crossing: Crossing, transfer: Transfer | None) -> Params:
    account = crossing.account or (transfer and (transfer.sender if is_out else transfer.receiver)) or ''
    source, target = (tx.chain_id, crossing.chain) if is_out else (crossing.chain, tx.chain_id)
    sender, recipient = (account, crossing.peer) if is_out else (crossing.peer, account)
    told = {'from_chain': source, 'to_chain': target, 'sender': sender, 'recipient': recipient, 'message': crossing.message}
    return {key: value for key, value in told.items() if value}
