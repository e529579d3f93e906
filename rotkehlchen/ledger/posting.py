"""Events of history as balanced postings: for each event and asset the amounts over all accounts sum to zero.

Own accounts are told by place and name. What leaves one goes to an account that says why: a position in a protocol, a debt that is paid
back, a fee, an expense, somebody outside. Two assets that are swapped meet in 'conversion', since postings balance per asset.

Accounts by kind:
  own         an address at a chain, an account at an exchange or bank
  protocol    put into a protocol and still the user's, where no receipt token stands for it
  debt        borrowed, kept below zero
  in_transit  under way between two own accounts, while both sides are known
  unmatched   left for or came from another own account that nobody knows
  income      earned by what is held: rewards, interest, airdrops, profits of margin
  expense     lost, burnt, taken back, paid as interest on a debt
  fee         gas, fees of trades and of withdrawals
  external    everybody else: payments, gifts, donations, plain transfers to and from strangers
  conversion  the other asset of a swap, a wrap, a migration
  adjustment  said by the user: opening balances
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Final, Literal, NamedTuple, Protocol, cast

from rotkehlchen.core.effect import Moving, arrives_at, effect, is_at_custodian
from rotkehlchen.core.money import ZERO
from rotkehlchen.core.time import TimestampMs

AccountKind = Literal[
    'own', 'protocol', 'debt', 'in_transit', 'unmatched', 'income', 'expense', 'fee', 'external', 'conversion', 'adjustment',
]
OWNED: Final[frozenset[AccountKind]] = frozenset({'own', 'protocol', 'debt', 'in_transit'})  # together: what the user is worth
# What crosses the border of a portfolio, and is no gain or loss of it.
OUTSIDE: Final[frozenset[AccountKind]] = frozenset({'external', 'unmatched', 'adjustment'})


class Account(NamedTuple):
    """`location` and `label` as events have them; of `in_transit` empty. `protocol`: the counterparty, where there is one."""

    kind: AccountKind
    location: str
    label: str | None = None
    protocol: str | None = None


class Posting(NamedTuple):
    """One line: `amount` of `asset` into `account` (below zero: out of it). UTC milliseconds."""

    event_id: int
    timestamp: TimestampMs
    account: Account
    asset: str
    amount: Decimal


class Postable(Moving, Protocol):
    """What of an event its postings need; its fields mean what they mean in `HistoryEvent`."""

    @property
    def group(self) -> str: ...
    @property
    def timestamp(self) -> TimestampMs: ...
    @property
    def account(self) -> str | None: ...
    @property
    def asset(self) -> str: ...
    @property
    def counterparty(self) -> str | None: ...
    @property
    def extra_data(self) -> Mapping[str, Any] | None: ...


Entry = tuple[int, Postable]
Route = Literal['income', 'expense', 'fee', 'external', 'conversion', 'adjustment', 'position', 'debt', 'movement', 'plain']

# Where the other side of each pair is. 'movement': another own account, 'plain': one if it is known to be matched, else somebody outside.
ROUTES: Final[Mapping[tuple[str, str], Route]] = {
    ('receive', 'reward'): 'income', ('receive', 'receive wrapped'): 'conversion', ('receive', 'generate debt'): 'debt',
    ('receive', 'return wrapped'): 'conversion', ('receive', 'airdrop'): 'income', ('receive', 'donate'): 'external', ('receive', 'none'): 'plain',
    ('receive', 'liquidate'): 'income', ('receive', 'payment'): 'external', ('receive', 'grant'): 'external', ('receive', 'interest'): 'income',
    ('receive', 'cashback'): 'income', ('receive', 'refund'): 'external', ('receive', 'spam'): 'external',
    ('deposit', 'deposit asset'): 'movement', ('deposit', 'deposit for wrapped'): 'conversion', ('deposit', 'deposit to protocol'): 'position',
    ('deposit', 'bridge'): 'movement', ('deposit', 'place order'): 'position', ('deposit', 'fee'): 'fee', ('spend', 'return wrapped'): 'conversion',
    ('spend', 'payback debt'): 'debt', ('spend', 'fee'): 'fee', ('spend', 'donate'): 'external', ('spend', 'payment'): 'external',
    ('spend', 'none'): 'plain', ('spend', 'clawback'): 'expense', ('spend', 'burn'): 'expense', ('loss', 'liquidate'): 'expense',
    ('loss', 'hack'): 'expense', ('loss', 'liquidity provision loss'): 'expense', ('loss', 'none'): 'expense',
    ('withdrawal', 'remove asset'): 'movement', ('withdrawal', 'redeem wrapped'): 'conversion', ('withdrawal', 'withdraw from protocol'): 'position',
    ('withdrawal', 'bridge'): 'movement', ('withdrawal', 'cancel order'): 'position', ('withdrawal', 'refund'): 'position',
    ('withdrawal', 'generate debt'): 'debt', ('withdrawal', 'fee'): 'fee', ('trade', 'spend'): 'conversion', ('trade', 'receive'): 'conversion',
    ('trade', 'fee'): 'fee', ('renew', 'none'): 'external', ('staking', 'deposit asset'): 'position', ('staking', 'deposit for wrapped'): 'conversion',
    ('staking', 'reward'): 'income', ('staking', 'remove asset'): 'position', ('staking', 'redeem wrapped'): 'conversion',
    ('staking', 'block production'): 'income', ('staking', 'mev reward'): 'income', ('staking', 'fee'): 'fee', ('transfer', 'donate'): 'external',
    ('transfer', 'none'): 'plain', ('transfer', 'fee'): 'fee', ('adjustment', 'spend'): 'adjustment', ('adjustment', 'receive'): 'adjustment',
    ('deploy', 'spend'): 'expense', ('deploy', 'nft'): 'conversion', ('migrate', 'spend'): 'conversion', ('migrate', 'receive'): 'conversion',
    ('fail', 'fee'): 'fee', ('mint', 'nft'): 'conversion', ('mint', 'fee'): 'fee', ('burn', 'nft'): 'conversion', ('multi trade', 'spend'): 'conversion',
    ('multi trade', 'receive'): 'conversion', ('multi trade', 'fee'): 'fee', ('margin', 'profit'): 'income', ('margin', 'loss'): 'expense',
    ('margin', 'fee'): 'fee', ('exchange adjustment', 'spend'): 'adjustment', ('exchange adjustment', 'receive'): 'adjustment',
    ('exchange transfer', 'spend'): 'movement', ('exchange transfer', 'receive'): 'movement', ('exchange transfer', 'fee'): 'fee',
}
_RECEIPT_IN, _RECEIPT_OUT = ('receive', 'receive wrapped'), ('spend', 'return wrapped')
_OF_ORDERS: Final = frozenset({'place order', 'cancel order', 'refund'})
_IN_TRANSIT: Final = Account('in_transit', '')


class Transits:
    """Which events are sides of one movement between own accounts: those that are linked, directly or through a third."""

    def __init__(self, links: Iterable[tuple[int, int]] = ()) -> None:
        self._root: dict[int, int] = {}
        for one, other in links:
            self._root.setdefault(one, one)
            self._root.setdefault(other, other)
            self._root[self._find(one)] = self._find(other)
        self._open: dict[int, int] = defaultdict(int)
        for event in self._root:
            self._open[self._find(event)] += 1
        self._left: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))

    def _find(self, event: int) -> int:
        while self._root[event] != event:
            self._root[event] = self._root[self._root[event]]
            event = self._root[event]
        return event

    def __contains__(self, event: int) -> bool:
        return event in self._root

    def pass_through(self, event: int, asset: str, amount: Decimal) -> Mapping[str, Decimal]:
        """`amount` more under way (below zero: it arrived). What is left under way when the last side was seen, else nothing."""
        movement = self._find(event)
        left = self._left[movement]
        left[asset] += amount
        self._open[movement] -= 1
        if self._open[movement]:
            return {}
        del self._left[movement]
        return {name: rest for name, rest in left.items() if rest}


class _Holdings:
    """What is in protocols, or owed to them: by place, protocol and asset, and by whose account put it there. Never below zero."""

    def __init__(self) -> None:
        self._amounts: dict[tuple[str, str, str], dict[str | None, Decimal]] = {}

    @property
    def is_used(self) -> bool:
        return bool(self._amounts)

    def add(self, place: tuple[str, str, str], label: str | None, amount: Decimal) -> None:
        held = self._amounts.setdefault(place, {})
        held[label] = held.get(label, ZERO) + amount

    def take(self, place: tuple[str, str, str], label: str | None, amount: Decimal) -> list[tuple[str | None, Decimal]] | None:
        """Whose holdings make up `amount`, or what there is of it, the account's own first. None: nothing was ever put there."""
        held = self._amounts.get(place)
        if held is None:
            return None
        taken = []
        for name in (label, *(one for one in held if one != label)):
            part = min(held.get(name, ZERO), amount)
            if part > 0:
                held[name] -= part
                amount -= part
                taken.append((name, part))
        return taken


class Poster:
    """Posts a history once, from its first event on. `custodians`: locations that are exchanges or banks, for events on chains that name one."""

    def __init__(self, transits: Transits | None = None, custodians: Collection[str] = ()) -> None:
        self._transits = transits or Transits()
        self._custodians = frozenset(custodians)
        self._positions = _Holdings()
        self._debts = _Holdings()
        self._orders = _Holdings()
        self._own: dict[tuple[str, str | None], Account] = {}
        self._others: dict[tuple[str, str, str | None, str | None], Account] = {}
        self.unknown_pairs: list[int] = []  # events whose pair does not exist: nothing can be said of them

    def post(self, entries: Iterable[Entry]) -> Iterator[Posting]:
        """Postings of events that come by (time, group, position). The two sides of one event follow each other."""
        for _, together in groupby(entries, key=_group_of):
            group = list(together)
            pairs = {(event.type, event.subtype) for _, event in group} if len(group) > 1 else ()
            for identifier, event in group:
                change = effect(event)
                if change is None:
                    self.unknown_pairs.append(identifier)
                elif change:
                    yield from self._post_one(identifier, event, change, pairs)
                elif identifier in self._transits:
                    yield from self._transit(identifier, event, ZERO)  # a side of nothing is seen all the same

    def _post_one(self, identifier: int, event: Postable, change: Decimal, pairs: Collection[tuple[str, str]]) -> Iterator[Posting]:
        time, asset = event.timestamp, event.asset
        route = ROUTES[event.type, event.subtype]
        from_order = ZERO
        if event.type == 'trade' and change < 0 and self._orders.is_used:
            for posting in self._pay_by_order(identifier, event):
                from_order -= posting.amount
                yield posting
        if from_order != -change:
            yield Posting(identifier, time, self._own_account(event.location, event.account), asset, change + from_order)
        if identifier in self._transits:
            yield from self._transit(identifier, event, change)
            return
        if route == 'movement':
            route = self._route_of_movement(event)
        if route == 'position' and (_RECEIPT_IN if change < 0 else _RECEIPT_OUT) in pairs:
            route = 'conversion'  # a token in the wallet stands for it
        if route == 'position' and event.entry_type == 'eth withdrawal event' and not (event.extra_data or {}).get('is_exit'):
            route = 'income'  # what a validator has above its stake
        if route in ('position', 'debt'):
            holdings = self._debts if route == 'debt' else self._orders if event.subtype in _OF_ORDERS else self._positions
            yield from self._hold(identifier, event, change, holdings)
        elif route == 'movement':
            yield Posting(identifier, time, self._other('unmatched', event), asset, -change)
        elif route == 'plain':
            receiver = arrives_at(event)
            kind: AccountKind = 'external' if event.type != 'transfer' else 'unmatched'
            yield Posting(identifier, time, self._own_account(event.location, receiver) if receiver else self._other(kind, event), asset, -change)
        else:
            yield Posting(identifier, time, self._other(cast(AccountKind, route), event), asset, -change)  # the rest are kinds themselves

    def _route_of_movement(self, event: Postable) -> Route:
        """A deposit on a chain that names a protocol is a position there; what names an exchange, or nobody, goes to another own account."""
        names_protocol = event.counterparty is not None and event.counterparty not in self._custodians
        is_deposit = (event.type, event.subtype) in (('deposit', 'deposit asset'), ('withdrawal', 'remove asset'))
        return 'position' if is_deposit and names_protocol and not is_at_custodian(event) else 'movement'

    def _pay_by_order(self, identifier: int, event: Postable) -> Iterator[Posting]:
        """What a trade spends that was paid when its order was placed: it left the account then, and not once more."""
        protocol = event.counterparty or event.location
        for label, part in self._orders.take((event.location, protocol, event.asset), event.account, event.amount) or ():
            yield Posting(identifier, event.timestamp, self._account('protocol', event.location, label, protocol), event.asset, -part)

    def _hold(self, identifier: int, event: Postable, change: Decimal, holdings: _Holdings) -> Iterator[Posting]:
        """Into a position or out of it; a debt the other way round. What comes out beyond what went in was earned (of debts: cost)."""
        is_debt = holdings is self._debts
        kind: AccountKind = 'debt' if is_debt else 'protocol'
        protocol = event.counterparty or event.location
        place, amount = (event.location, protocol, event.asset), abs(change)
        sign = 1 if change < 0 else -1  # of the postings to the position
        if (change < 0) != is_debt:
            holdings.add(place, event.account, amount)
            yield Posting(identifier, event.timestamp, self._account(kind, event.location, event.account, protocol), event.asset, sign * amount)
            return
        taken = holdings.take(place, event.account, amount)
        for label, part in taken or ():
            amount -= part
            yield Posting(identifier, event.timestamp, self._account(kind, event.location, label, protocol), event.asset, sign * part)
        if amount:
            rest: AccountKind = 'external' if taken is None else 'expense' if is_debt else 'income'
            yield Posting(identifier, event.timestamp, self._other(rest, event), event.asset, sign * amount)

    def _transit(self, identifier: int, event: Postable, change: Decimal) -> Iterator[Posting]:
        """Under way, or out of it. With the last side, what is missing on arrival is a fee; another asset there was converted."""
        if change:
            yield Posting(identifier, event.timestamp, _IN_TRANSIT, event.asset, -change)
        left = self._transits.pass_through(identifier, event.asset, -change)
        for asset, rest in left.items():
            kind: AccountKind = 'conversion' if len(left) > 1 else 'fee' if rest > 0 else 'external'
            yield Posting(identifier, event.timestamp, _IN_TRANSIT, asset, -rest)
            yield Posting(identifier, event.timestamp, self._other(kind, event), asset, rest)

    # ------------------------------------------------------------------ accounts, each made once
    def _own_account(self, location: str, label: str | None) -> Account:
        found = self._own.get((location, label))
        if found is None:
            found = self._own[location, label] = Account('own', location, label)
        return found

    def _other(self, kind: AccountKind, event: Postable) -> Account:
        return self._account(kind, event.location, event.account, event.counterparty)

    def _account(self, kind: AccountKind, location: str, label: str | None, protocol: str | None) -> Account:
        key = (kind, location, label, protocol)
        found = self._others.get(key)
        if found is None:
            found = self._others[key] = Account(kind, location, label, protocol)
        return found


def _group_of(entry: Entry) -> str:
    return entry[1].group


def post(entries: Iterable[Entry], links: Iterable[tuple[int, int]] = (), custodians: Collection[str] = ()) -> Sequence[Posting]:
    """All postings of a history; `links`: events that are two sides of one movement."""
    return list(Poster(Transits(links), custodians).post(entries))
