"""Vaults known by their shares alone: assets went in and shares were minted, shares were burnt and assets came out.

Older vaults (Yearn's first two versions, Pickle, Beefy, Harvest) tell of it by no log of their own that all of them share. A contract in
between may take the assets, mint to itself or burn: shares that are as fresh, or as gone, after one step more count as well.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, Rank
from rotkehlchen.contracts.transaction import ZERO_ADDRESS, Transaction, Transfer
from rotkehlchen.decoding.claim import unwrap, wrap

Brand = Callable[[Transaction, str], str | None]  # (transaction, share token) -> counterparty, None: no share of ours
GONE: Final = (ZERO_ADDRESS, '0x000000000000000000000000000000000000dead')


def share_rule(name: str, brand: Brand, rank: Rank = Rank.SHAPE) -> CallRule:
    """Every exchange of assets and shares that `brand` knows, whoever was called for it."""
    return CallRule(name, partial(exchanges, brand), None, rank=rank)


def exchanges(brand: Brand, tx: Transaction) -> Iterator[Claim]:
    for one in tx.mine:
        if one.kind != 'erc20' or (tx.is_mine(one.sender) and tx.is_mine(one.receiver)):
            continue
        if tx.is_mine(one.receiver) and is_minted(tx, one) and (name := brand(tx, one.token)) is not None:
            yield from wrap(name, given_for(tx, one), [one])
        elif tx.is_mine(one.sender) and is_burnt(tx, one) and (name := brand(tx, one.token)) is not None:
            yield from unwrap(name, [one], got_for(tx, one))


def is_minted(tx: Transaction, share: Transfer) -> bool:
    """Whether what arrived was made in this transaction, for the account or for whoever passed it on."""
    return share.sender == ZERO_ADDRESS or any(
        one.amount == share.amount for one in tx.moves(token=share.token, sender=ZERO_ADDRESS, receiver=share.sender))


def is_burnt(tx: Transaction, share: Transfer) -> bool:
    return share.receiver in GONE or any(
        one.amount == share.amount for gone in GONE for one in tx.moves(token=share.token, sender=share.receiver, receiver=gone))


def given_for(tx: Transaction, share: Transfer) -> list[Transfer]:
    """What the account gave: all that went to the vault itself, else to the contract called, else the last before the shares."""
    out = [one for one in tx.outgoing(account=share.receiver) if one.token != share.token and one.kind in ('native', 'erc20')]
    for side in (share.token, share.sender, tx.to):
        if side != ZERO_ADDRESS and (found := [one for one in out if one.receiver == side]):
            return found
    return [one for one in out if one.position < share.position][-1:] or out[:1]


def got_for(tx: Transaction, share: Transfer) -> list[Transfer]:
    """What the account got: all that came from the vault itself, else from the contract that burnt, else the first after the shares."""
    into = [one for one in tx.incoming(account=share.sender) if one.token != share.token and one.kind in ('native', 'erc20')]
    for side in (share.token, share.receiver, tx.to):
        if side != ZERO_ADDRESS and (found := [one for one in into if one.sender == side]):
            return found
    return [one for one in into if one.position > share.position][:1] or into[-1:]
