"""Swaps through a router: whatever a router does inside, what counts is what left the user's accounts and what came to them.

The net of each token is a leg: a refund of what was sold makes it smaller. A fee that the router took out of the sold or the bought coin
is told apart: then the user sold less, or bought more, and paid the fee.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rotkehlchen.contracts.protocol import Addresses, CallRule, Claim, Leg, Order, Rule, TransferRule, lower_addresses
from rotkehlchen.contracts.transaction import NATIVE, Transaction, Transfer


class Fee(NamedTuple):
    """What somebody took out of a swap. `transfer` only where it left the user's own account.

    `is_kept`: the router kept it. What it kept of the bought coin is told beside what was received, which stays what arrived.
    """

    token: str
    amount: int
    transfer: Transfer | None = None
    is_kept: bool = False


FeeFinder = Callable[[Transaction], Iterable[Fee]]


@dataclass(frozen=True, slots=True)
class _Net:
    """The change of one token at one account, with the transfers that made it."""

    account: str
    token: str
    amount: int
    transfers: tuple[Transfer, ...]


def swap_rules(
        name: str, counterparty: str, where: Addresses, *, fees: FeeFinder | None = None, is_single: bool = True,
        selectors: tuple[str, ...] | None = None,
) -> tuple[Rule, ...]:
    """Rules for a router: one for whoever calls it, one for accounts that a contract or a relayer calls it for.

    `is_single`: it sells one token for one; what else arrives in the transaction comes from somewhere else.
    """
    def direct(tx: Transaction) -> Iterator[Claim]:
        if tx.is_mine(tx.sender):
            yield from settle(tx, counterparty, tx.mine, fees(tx) if fees else (), router=tx.to if is_single else None)

    def relayed(tx: Transaction, transfer: Transfer) -> Iterator[Claim]:
        routers = lower_addresses(where, tx.chain_id)
        if not (tx.to in routers and tx.is_mine(tx.sender)):
            yield from exchange(tx, counterparty, transfer.sender if tx.is_mine(transfer.sender) else transfer.receiver, routers)

    return CallRule(f'{name}_call', direct, where, selectors), TransferRule(f'{name}_relayed', relayed, where)


def settle(
        tx: Transaction, counterparty: str, moves: Iterable[Transfer], fees: Iterable[Fee] = (), *, router: str | None = None,
        address: str | None = None, order: Order = 'end',
) -> Iterator[Claim]:
    """The swap that `moves` make together. Nothing where nothing was given or nothing came.

    `router`: of a router that sells one token for one; None where it may be several.
    """
    nets = _nets(tx, moves)
    paid = [fee for fee in fees if fee.amount and any(net.token == fee.token for net in nets)]
    nets = [_without_fees(net, paid) for net in nets]
    spends, receives = [net for net in nets if net.amount < 0], [net for net in nets if net.amount > 0]
    if router is not None:
        receives = _only_bought(receives, router)
        spends, coins = _only_sold(spends)
        paid += coins
    if spends and receives:
        takes = [one for net in nets if net.amount <= 0 or net in receives for one in net.transfers]
        is_beside = any(fee.is_kept and net.token == fee.token for fee in paid for net in receives)
        yield Claim(
            counterparty, tuple(_legs(spends, receives, paid, address)), tuple(takes), order, unbalanced='fee_kept' if is_beside else '')


def exchange(tx: Transaction, counterparty: str, account: str, routers: Collection[str] = ()) -> Iterator[Claim]:
    """The swap of an account that did not call the router itself: what it exchanged with the router, or its only exchange at all."""
    moves = [one for one in tx.mine if account in (one.sender, one.receiver) and one.token_id is None and not _is_inner(tx, one)]
    near = [one for one in moves if one.sender in routers or one.receiver in routers]
    if {one.sender == account for one in near} == {True, False}:
        yield from settle(tx, counterparty, near)
    elif len({one.token for one in moves if one.sender == account}) == len({one.token for one in moves if one.receiver == account}) == 1:
        yield from settle(tx, counterparty, moves)


# ---------------------------------------------------------------------- fees
def kept_by(tx: Transaction, router: str) -> list[Fee]:
    """What a router kept of each token that went through it, the native coin last."""
    kept: dict[str, int] = {}
    for one in tx.transfers:
        if one.token_id is None and router in (one.sender, one.receiver):
            kept[one.token] = kept.get(one.token, 0) + one.amount * ((one.receiver == router) - (one.sender == router))
    return sorted((Fee(token, amount, is_kept=True) for token, amount in kept.items() if amount > 0), key=lambda fee: fee.token == NATIVE)


def paid_to(tx: Transaction, wallets: Collection[str], sender: str | None = None) -> list[Fee]:
    """What was sent to wallets that collect fees, by `sender` or by anybody."""
    return [
        Fee(one.token, one.amount, one if tx.is_mine(one.sender) else None) for one in tx.transfers
        if one.receiver in wallets and one.token_id is None and (sender is None or one.sender == sender)
    ]


# ---------------------------------------------------------------------- parts
def _nets(tx: Transaction, moves: Iterable[Transfer]) -> list[_Net]:
    """By account and token, in the order of their first transfers; NFTs and transfers between own accounts left out."""
    found: dict[tuple[str, str], list[Transfer]] = {}
    for one in moves:
        if one.token_id is None and not _is_inner(tx, one):
            found.setdefault((one.sender if tx.is_mine(one.sender) else one.receiver, one.token), []).append(one)
    return [
        _Net(account, token, sum(one.amount if one.receiver == account else -one.amount for one in transfers), tuple(transfers))
        for (account, token), transfers in found.items()
    ]


def _is_inner(tx: Transaction, transfer: Transfer) -> bool:
    return tx.is_mine(transfer.sender) and tx.is_mine(transfer.receiver)


def _without_fees(net: _Net, fees: Sequence[Fee]) -> _Net:
    """What was sold without the fees in it, or what was bought before fees were taken."""
    taken = sum(fee.amount for fee in fees if fee.token == net.token and not (fee.is_kept and net.amount > 0))
    return _Net(net.account, net.token, net.amount + taken, net.transfers)


def _only_bought(receives: list[_Net], router: str) -> list[_Net]:
    """Of several tokens that arrived, the one that the router sent; all where that does not decide."""
    sent = [net for net in receives if any(one.sender == router for one in net.transfers)]
    return sent if len(receives) > 1 and len(sent) == 1 else receives


def _only_sold(spends: list[_Net]) -> tuple[list[_Net], list[Fee]]:
    """A coin that went along with the one sold token paid for the service: as a fee."""
    coins = [net for net in spends if net.token == NATIVE]
    if not coins or len(spends) != 2 or len(coins) == 2:
        return spends, []
    return [net for net in spends if net.token != NATIVE], [Fee(NATIVE, -coins[0].amount, coins[0].transfers[0])]


def _legs(spends: Sequence[_Net], receives: Sequence[_Net], fees: Sequence[Fee], address: str | None) -> Iterator[Leg]:
    name = 'trade' if len(spends) == len(receives) == 1 else 'multi trade'
    apart = [fee.transfer for fee in fees]
    for subtype, nets in (('spend', spends), ('receive', receives)):
        for net in nets:
            first = next((one for one in net.transfers if (one.sender == net.account) == (subtype == 'spend') and one not in apart), None)
            token = net.token if first is None else None
            yield Leg(name, subtype, first, account=net.account, token=token, amount=abs(net.amount), address=address)
    for fee in fees:
        payer = next((net.account for net in (*spends, *receives) if net.token == fee.token), spends[0].account)
        yield Leg(name, 'fee', fee.transfer, account=payer, token=fee.token, amount=fee.amount, address=address)
