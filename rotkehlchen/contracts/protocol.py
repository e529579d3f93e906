"""What an on-chain protocol must be: `rules.py` with `RULES`, a sequence of decoding rules, and its words in the manifest.

    [protocol]
    [[protocol.counterparties]]          # words of its events, at least one
    id = "curve"
    label = "Curve.fi"
    [protocol.texts]                     # kind of an event: its description in words, see `services.event_text`
    claim_gauge = "Claim {amount} {asset} from a Curve gauge"
    [protocol.translations.de]           # the same in another language; English is told where there is none
    claim_gauge = "{amount} {asset} aus einer Gauge von Curve erhalten"

A rule says where it applies and returns claims: what transfers of the transaction mean. Rules are pure, see the whole transaction, and
depend on no order: of two claims on one transfer the one of the higher rank wins, and between equals the difference is an issue.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, Literal

from rotkehlchen.contracts.manifest import Manifest, Table
from rotkehlchen.contracts.transaction import Approval, Log, Transaction, Transfer

Addresses = Mapping[int, Collection[str]]  # EIP-155 chain id -> contracts, in any letter case


class Rank(IntEnum):
    """Whose word counts when several rules explain one transfer."""

    STANDARD = 5   # what a standard says of any contract, where no protocol knows it
    GENERIC = 10   # a shape that says little
    SHAPE = 20     # a log of a shape that many contracts share, at a contract that nobody listed
    CONTRACT = 30  # a log of a contract that the rule lists
    ENTRY = 40     # the contract that the user called: the outer action explains the inner ones
    CHOSEN = 50    # knows better than whoever else may speak


@dataclass(frozen=True, slots=True)
class Leg:
    """One event of a claim. What is left out is taken from `transfer`: account, token, amount, the other side as `address`.

    `amount` in smallest units. `address`: '' for none. `counterparty` where it is not the claim's. `at`: a position for this leg alone.
    `asset`: of an event that moves nothing, where none of the chain's own assets stands for it.
    """

    type: str
    subtype: str = 'none'
    transfer: Transfer | None = None
    account: str | None = None
    token: str | None = None
    token_id: int | None = None
    amount: int | None = None
    address: str | None = None
    counterparty: str | None = None
    kind: str = ''
    params: Mapping[str, Any] = field(default_factory=dict)
    product: str | None = None
    entry_type: str | None = None
    extra_data: Mapping[str, Any] | None = None
    at: int | None = None
    asset: str | None = None


Order = Literal['group', 'own', 'end']


@dataclass(frozen=True, slots=True)
class Claim:
    """What some transfers of a transaction mean.

    `legs`: its events in order. `takes`: the transfers and approvals it explains (those of the legs are always among them); each is
    explained once. What the legs say left and arrived must equal what was taken, by account and token; `unbalanced` gives the reason, a
    stable word, where it rightly does not ('debt_token': a token that stands for a debt is no asset; 'rebase': no log tells the growth).
    `order`: 'group': the legs stand together where the last of them happened (`at`: position that counts instead); 'own': each stays in
    its place; 'end': together after everything else.
    """

    counterparty: str | None
    legs: tuple[Leg, ...]
    takes: tuple[Transfer | Approval, ...] = ()
    order: Order = 'group'
    at: int | None = None
    unbalanced: str = ''


LogHandler = Callable[[Transaction, Log], Iterable[Claim]]
CallHandler = Callable[[Transaction], Iterable[Claim]]
TransferHandler = Callable[[Transaction, Transfer], Iterable[Claim]]


@dataclass(frozen=True, slots=True)
class LogRule:
    """Runs for every log with one of `topics`, of the contracts in `where` or, where that is None, of any contract."""

    name: str
    topics: str | tuple[str, ...]
    handle: LogHandler
    where: Addresses | None = None
    rank: Rank | None = None  # CONTRACT with `where`, else SHAPE


@dataclass(frozen=True, slots=True)
class CallRule:
    """Runs once for a transaction that was sent to a contract in `where` (None: any), with one of `selectors` (None: any)."""

    name: str
    handle: CallHandler
    where: Addresses | None
    selectors: tuple[str, ...] | None = None
    rank: Rank = Rank.ENTRY


@dataclass(frozen=True, slots=True)
class TransferRule:
    """Runs for every transfer of a tracked address whose other side is in `where` or whose token is in `tokens`."""

    name: str
    handle: TransferHandler
    where: Addresses | None = None
    tokens: Addresses | None = None
    rank: Rank = Rank.CONTRACT


Rule = LogRule | CallRule | TransferRule


@dataclass(frozen=True, slots=True)
class Counterparty:
    """A word that events carry, and its name for people."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class ProtocolInfo:
    """The facts of a protocol's manifest. `texts`: by kind; `translations`: the same by language."""

    id: str
    name: str
    counterparties: tuple[Counterparty, ...]
    texts: Mapping[str, str]
    translations: Mapping[str, Mapping[str, str]]


_KEYS: Final = {'counterparties', 'texts', 'translations'}


def parse_protocol(manifest: Manifest) -> ProtocolInfo:
    """Raises ManifestError."""
    table = Table(manifest.file, 'protocol.', manifest.details)
    table.refuse_others(_KEYS)
    counterparties = tuple(Counterparty(one.text('id'), one.text('label')) for one in table.tables('counterparties', {'id', 'label'}))
    if not counterparties:
        raise table.error('counterparties', 'at least one is needed')
    texts, translations = _texts(table.table('texts')), table.table('translations')
    told = {language: translations.table(language) for language in translations.raw}
    for translated in told.values():
        translated.refuse_others(set(texts))
    return ProtocolInfo(manifest.id, manifest.name, counterparties, texts, {language: _texts(one) for language, one in told.items()})


def _texts(table: Table) -> dict[str, str]:
    return {kind: table.text(kind) for kind in table.raw}


def rank_of(rule: Rule) -> Rank:
    if rule.rank is not None:
        return rule.rank
    return Rank.SHAPE if rule.where is None else Rank.CONTRACT


def lower_addresses(where: Addresses, chain_id: int) -> Sequence[str]:
    return [address.lower() for address in where.get(chain_id, ())]
