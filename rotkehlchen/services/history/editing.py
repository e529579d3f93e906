"""What a user does to events: add, edit, delete, restore, split, merge into a swap, ignore in accounting, hide."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.core.errors import ConflictError, InputError, NotFoundError
from rotkehlchen.core.event import HistoryEvent, is_pair
from rotkehlchen.core.ids import to_checksum_address
from rotkehlchen.core.money import to_text
from rotkehlchen.services.lookup import AssetLookup
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.history_event import HistoryEventRepository
from rotkehlchen.storage.history_row import StoredEvent

USER: Final = 'user'
ADDRESS: Final = re.compile('0x[0-9a-fA-F]{40}')
SWAP_TYPES: Final = {'swap event': 'swap event', 'evm event': 'evm swap event', 'evm swap event': 'evm swap event'}


class HistoryEditor:
    """`take_back`: is given assets of groups that the user wants to see, and stops ignoring those that were put aside with them."""

    def __init__(
            self, events: HistoryEventRepository, assets: AssetLookup, notifier: Notifier, known_locations: Callable[[], Collection[str]],
            take_back: Callable[[Collection[str]], object],
    ) -> None:
        self._events = events
        self._assets = assets
        self._notifier = notifier
        self._known_locations = known_locations
        self._take_back = take_back

    def add(self, events: Sequence[HistoryEvent]) -> list[int]:
        """Identifiers. Raises InputError naming the field, ConflictError for one that is there already; then nothing is added."""
        self._check(events)
        made = [replace(event, rule=USER, account=_as_stored(event.account), address=_as_stored(event.address)) for event in events]
        identifiers = self._events.add(made, 'user', refuse_same=True)
        self._changed()
        return identifiers

    def edit(self, changes: Mapping[int, Mapping[str, Any]]) -> None:
        """Give events new values, by field of `HistoryEvent`; amounts as Decimals. Raises InputError, NotFoundError."""
        found = {one.identifier: one for one in self._events.load(changes)}
        if missing := [identifier for identifier in changes if identifier not in found]:
            raise NotFoundError(f'There is no event {missing[0]}.', identifier=missing[0])
        stored_changes, changed = {}, []
        for identifier, given in changes.items():
            fields: dict[str, Any] = {name: _as_stored(value) if name in ('account', 'address') else value for name, value in given.items()}
            changed.append(replace(found[identifier].event, **fields))
            differing = {name: value for name, value in fields.items() if getattr(found[identifier].event, name) != value}
            if differing:
                stored_changes[identifier] = {
                    name: to_text(value) if isinstance(value, Decimal) else value for name, value in differing.items()}
        self._check(changed)
        if stored_changes:
            self._events.edit(stored_changes)
            self._changed()

    def replace_asset(self, source: str, target: str) -> None:
        """Let all events of an asset be of another. What decoding or an import said stays below, and making them again does not bring `source` back."""
        if self._events.replace_asset(source, target):
            self._changed()

    def delete(self, identifiers: Collection[int], *, last_of_transaction: bool = False) -> int:
        """How many were deleted. Raises NotFoundError for one that does not exist, ConflictError if a transaction would be left without
        events and `last_of_transaction` is not set; then nothing is deleted."""
        found = self._events.load(identifiers)
        known = {one.identifier for one in found}
        if missing := sorted(set(identifiers) - known):
            raise NotFoundError(f'There is no event {missing[0]}.', identifier=missing[0])
        if not last_of_transaction:
            self._refuse_last(found, known)
        deleted = self._events.delete(known)
        self._changed()
        return deleted

    def _refuse_last(self, found: Sequence[StoredEvent], deleted: Collection[int]) -> None:
        groups = {one.event.group for one in found if one.event.tx_ref is not None}
        for group in groups:
            if all(one.identifier in deleted for one in self._events.load_groups([group])):
                raise ConflictError(
                    'These are the last events of a transaction. Delete them with force_delete, or delete the transaction.',
                    code='last_events_of_transaction', group=group)

    def restore(self, groups: Collection[str], keys: Collection[str] | None = None, *, only_deleted: bool = False) -> int:
        """Take back edits and deletions, or with `only_deleted` deletions alone. How many."""
        restored = self._events.restore(groups, keys, only_deleted=only_deleted)
        self._changed()
        return restored

    def split(self, identifier: int, amounts: Sequence[Decimal]) -> list[int]:
        """Make several events of one, whose amounts sum to its own. The first part keeps the identifier; identifiers of all parts."""
        found = self._events.load([identifier])
        if not found:
            raise NotFoundError(f'There is no event {identifier}.', identifier=identifier)
        event = found[0].event
        if len(amounts) < 2:
            raise InputError('amounts: give at least two', field='amounts')
        if any(amount <= 0 for amount in amounts):
            raise InputError('amounts: each must be greater than zero', field='amounts')
        if sum(amounts, Decimal(0)) != event.amount:
            raise InputError(f'amounts: they must sum to {to_text(event.amount)}', field='amounts')
        self._events.edit({identifier: {'amount': to_text(amounts[0])}})
        parts = [replace(event, amount=amount, key='', rule=USER) for amount in amounts[1:]]
        made = self._events.add(parts, 'user')
        self._changed()
        return [identifier, *made]

    def merge(self, spends: Collection[int], receives: Collection[int], fees: Collection[int] = ()) -> None:
        """Tell events of one group as a swap. Raises InputError, NotFoundError; then nothing is changed."""
        found = {one.identifier: one for one in self._events.load([*spends, *receives, *fees])}
        for field, identifiers in (('spend', spends), ('receive', receives), ('fee', fees)):
            for identifier in identifiers:
                if identifier not in found:
                    raise NotFoundError(f'There is no event {identifier}.', identifier=identifier, field=field)
        if not spends or not receives:
            raise InputError('spend and receive: at least one event each', field='spend' if not spends else 'receive')
        if len({one.event.group for one in found.values()}) != 1:
            raise InputError('receive: the events of a swap must be of one group', field='receive')
        if len({*spends, *receives, *fees}) != len(spends) + len(receives) + len(fees):
            raise InputError('receive: an event can be one leg of a swap only', field='receive')
        name = 'trade' if len(spends) == len(receives) == 1 else 'multi trade'
        first = min(one.event.position for one in found.values())
        order = [*(('spend', one) for one in spends), *(('receive', one) for one in receives), *(('fee', one) for one in fees)]
        self.edit({
            identifier: {
                'type': name, 'subtype': subtype, 'position': first + number,
                'entry_type': SWAP_TYPES.get(found[identifier].event.entry_type, 'swap event'),
            } for number, (subtype, identifier) in enumerate(order)
        })

    def ignore(self, groups: Collection[str], ignored: bool) -> int:
        """Leave groups out of accounting, or not. How many were found."""
        changed = self._events.set_ignored(groups, ignored)
        self._changed()
        return changed

    def show(self, groups: Collection[str], shown: bool | None) -> int:
        """Show groups, hide them, or leave it to the rules."""
        changed = self._events.set_shown(groups, shown)
        if shown:
            self._take_back({one.event.asset for one in self._events.load_groups(groups)})
        self._changed()
        return changed

    def _check(self, events: Sequence[HistoryEvent]) -> None:
        assets = self._assets.load_many({event.asset for event in events})
        locations = self._known_locations()
        for event in events:
            if not is_pair(event.type, event.subtype):
                raise InputError(
                    f'event_subtype: there is no event of type {event.type} and subtype {event.subtype}', field='event_subtype',
                    code='invalid_event_pair')
            if event.amount < 0:
                raise InputError('amount: must not be negative', field='amount')
            if event.asset not in assets and '/erc721:' not in event.asset and '/erc1155:' not in event.asset:
                raise InputError(f'asset: {event.asset} is not a known asset', field='asset', code='unknown_asset')
            if event.location not in locations:
                raise InputError(f'location: {event.location} is not a known location', field='location')

    def _changed(self) -> None:
        self._notifier.data_changed('history')


def _as_stored(name: str | None) -> str | None:
    """Addresses are kept with their checksum, as filters look for them; other names as they are."""
    return to_checksum_address(name) if name is not None and ADDRESS.fullmatch(name) else name
