"""Short ways to write the claims that most rules make."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from rotkehlchen.contracts.protocol import Claim, Leg, Order
from rotkehlchen.contracts.transaction import Approval, Log, Transaction, Transfer

LATE: Final = 1 << 41  # a position behind all that stands at the end


def leg(transfer: Transfer, event_type: str, subtype: str = 'none', **more: Any) -> Leg:
    """The event of one transfer. `more`: other fields of `Leg`."""
    return Leg(event_type, subtype, transfer, **more)


def claim(counterparty: str | None, *legs: Leg, **more: Any) -> Iterator[Claim]:
    """One claim, if it has a leg at all. `more`: other fields of `Claim`."""
    if legs:
        yield Claim(counterparty, legs, **more)


def retype(counterparty: str | None, transfers: Iterable[Transfer], event_type: str, subtype: str = 'none', **more: Any) -> Iterator[Claim]:
    """A claim for each transfer that gives it a type and stays in its place. `more`: other fields of `Leg`."""
    for one in transfers:
        yield Claim(counterparty, (leg(one, event_type, subtype, **more),), order='own')


def note(counterparty: str | None, account: str, *, subtype: str = 'none', at: int, order: Order = 'group', **more: Any) -> Iterator[Claim]:
    """An event that moves nothing, placed at a position. `more`: other fields of `Leg`; amount 0 of the native coin if not told."""
    fields = {'amount': 0, 'token': '', 'event_type': 'informational', **more}
    yield Claim(counterparty, (Leg(fields.pop('event_type'), subtype, account=account, **fields),), order=order, at=at)


def swap(
        counterparty: str | None, gives: Sequence[Transfer], gets: Sequence[Transfer], fees: Sequence[Transfer] = (), *,
        address: str | None = None, takes: Sequence[Transfer | Approval] = (), order: Order = 'group', at: int | None = None,
        kind: str = '',
) -> Iterator[Claim]:
    """A swap: spend, receive, fee, in this order; more than one on either side makes it a multi trade. Nothing if a side is empty."""
    if not gives or not gets:
        return
    name = 'trade' if len(gives) == len(gets) == 1 else 'multi trade'
    legs = [
        *(Leg(name, 'spend', one, address=address, kind=kind) for one in gives),
        *(Leg(name, 'receive', one, address=address, kind=kind) for one in gets),
        *(Leg(name, 'fee', one, address=address, kind=kind) for one in fees),
    ]
    yield Claim(counterparty, tuple(legs), tuple(takes), order, at)


def wrap(
        counterparty: str | None, deposits: Sequence[Transfer], receipts: Sequence[Transfer], *, address: str | None = None, **more: Any,
) -> Iterator[Claim]:
    """A deposit that gave receipt tokens. Nothing if a side is empty. `more`: other fields of `Claim`."""
    if deposits and receipts:
        legs = [leg(one, 'deposit', 'deposit for wrapped', address=address) for one in deposits]
        legs += [leg(one, 'receive', 'receive wrapped', address=address) for one in receipts]
        yield Claim(counterparty, tuple(legs), **more)


def unwrap(
        counterparty: str | None, receipts: Sequence[Transfer], withdrawn: Sequence[Transfer], *, address: str | None = None, **more: Any,
) -> Iterator[Claim]:
    """Receipt tokens given back for what they stand for. Nothing if a side is empty. `more`: other fields of `Claim`."""
    if receipts and withdrawn:
        legs = [leg(one, 'spend', 'return wrapped', address=address) for one in receipts]
        legs += [leg(one, 'withdrawal', 'redeem wrapped', address=address) for one in withdrawn]
        yield Claim(counterparty, tuple(legs), **more)


def account_of(tx: Transaction) -> str | None:
    """Whose transaction it is: the sender where tracked, else the called contract where tracked (a Safe), else None."""
    return next((one for one in (tx.sender, tx.to) if one and tx.is_mine(one)), None)


def nearest(log: Log, moves: Sequence[Transfer], account: str | None = None) -> Transfer | None:
    """Of transfers that fit, those of an account if there are any; of these the one nearest to a log."""
    own = [one for one in moves if account in (one.sender, one.receiver)]
    return min(own or moves, key=lambda one: abs(one.position - log.position), default=None)
