"""Assets that the user ignores, trusts (whitelists) or calls spam.

Spam is ignored and, in the asset table, of the protocol `spam`, so that nobody asks for its price.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from rotkehlchen.core.errors import InputError, NotFoundError
from rotkehlchen.services.lookup import AssetLookup
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.asset_mark import AssetMarkRepository

SPAM: Final = 'spam'


class AssetTable(AssetLookup, Protocol):
    def set_protocol(self, identifiers: Collection[str], protocol: str | None) -> list[str]:
        """Set the protocol of assets; the known ones."""


@dataclass(frozen=True, slots=True)
class MarkResult:
    """`successful`: what was changed; `no_action`: what was so already."""

    successful: list[str]
    no_action: list[str]


class AssetMarkService:
    def __init__(self, marks: AssetMarkRepository, assets: AssetTable, notifier: Notifier) -> None:
        self._marks = marks
        self._assets = assets
        self._notifier = notifier

    def ignored(self) -> list[str]:
        """Identifiers, sorted."""
        return self._marks.load('ignored')

    def ignored_in_history(self) -> list[str]:
        """What the user ignored himself. Tokens that were put aside came in transactions that are hidden, and shown when the user wants that."""
        return self._marks.load_chosen()

    def whitelisted(self) -> list[str]:
        return self._marks.load('whitelisted')

    def ignore(self, assets: Sequence[str]) -> MarkResult:
        """Leave assets out of balances and totals. Raises InputError for one that is not known."""
        self._refuse_unknown(assets, 'assets')
        return self._result(assets, self._marks.add('ignored', list(dict.fromkeys(assets))))

    def stop_ignoring(self, assets: Sequence[str]) -> MarkResult:
        return self._result(assets, self._marks.remove('ignored', list(dict.fromkeys(assets))))

    def put_aside(self, tokens: Collection[str]) -> int:
        """Ignore tokens that only came as spam, each once: one that the user takes back is left alone. How many of all those are ignored now, 0 if
        nothing is new."""
        if not tokens or not self._marks.put_aside(sorted(tokens)):
            return 0
        self._changed()
        return self._marks.count_put_aside()

    def take_back(self, assets: Collection[str]) -> None:
        """Stop ignoring those of the assets that were put aside."""
        if self._marks.take_back(assets):
            self._changed()

    def mark_spam(self, tokens: Sequence[str]) -> None:
        """Call tokens spam: they are ignored and never priced."""
        self._refuse_unknown(tokens, 'tokens')
        known = self._assets.load_many(tokens)
        self._marks.mark_spam({token: None if asset.protocol == SPAM else asset.protocol for token, asset in known.items()})
        self._assets.set_protocol(tokens, SPAM)
        self._changed()

    def unmark_spam(self, token: str) -> None:
        """Take it back. Raises NotFoundError if it isn't called spam."""
        asset = self._assets.find(token)
        if asset is None or asset.protocol != SPAM:
            raise NotFoundError(f'{token} is not marked as spam', field='token', token=token)
        self._restore(token, whitelist=False)

    def whitelist(self, token: str) -> None:
        """Never take a token for spam again; it is no longer ignored."""
        self._refuse_unknown([token], 'token')
        self._restore(token, whitelist=True)

    def stop_whitelisting(self, token: str) -> None:
        if not self._marks.remove('whitelisted', [token]):
            raise NotFoundError(f'{token} is not whitelisted', field='token', token=token)
        self._changed()

    def _restore(self, token: str, *, whitelist: bool) -> None:
        marked = self._marks.find_spam(token)
        asset = self._assets.find(token)
        if asset is not None and asset.protocol == SPAM:
            self._assets.set_protocol([token], marked[0] if marked is not None else None)
        self._marks.unmark_spam(token, whitelist=whitelist)
        self._changed()

    def _refuse_unknown(self, assets: Sequence[str], field: str) -> None:
        known = self._assets.load_many(assets)
        for number, asset in enumerate(assets):
            if asset not in known:
                path = field if field == 'token' else f'{field}.{number}'
                raise InputError(f'{path}: there is no asset {asset}', field=path)

    def _result(self, assets: Sequence[str], changed: Collection[str]) -> MarkResult:
        if changed:
            self._changed()
        return MarkResult(list(changed), [asset for asset in dict.fromkeys(assets) if asset not in changed])

    def _changed(self) -> None:
        self._notifier.data_changed('ignored_assets')
