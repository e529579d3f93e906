"""A transaction to its events: rules claim, the best claim of each transfer counts, plain transfers are what is left.

The result depends on the transaction, what is known of its contracts and the set of rules, and on nothing else. What no rule could
explain, or two explained differently, is told as a finding, which becomes an issue.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from rotkehlchen.contracts.protocol import Claim, Leg
from rotkehlchen.contracts.transaction import NATIVE, Approval, Transaction, Transfer
from rotkehlchen.core.event import HistoryEvent, direction_of, is_pair
from rotkehlchen.core.ids import AssetId, evm_multi_token_id, evm_nft_id, evm_token_id, to_checksum_address
from rotkehlchen.core.money import ZERO, from_base_units
from rotkehlchen.core.time import to_ms
from rotkehlchen.decoding.facts import FIRST_LOG_POSITION
from rotkehlchen.decoding.plain import explain_gas, explain_itself, explain_nothing, explain_rest
from rotkehlchen.decoding.ruleset import Found, Ruleset
from rotkehlchen.decoding.spam import find_reason

PLAIN: Final = 'plain'
END: Final = 1 << 40  # behind every position
SWAPS: Final = ('trade', 'multi trade')


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at: `kind` as in `core.issue`, about the transaction."""

    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decoded:
    """`questions`, `unknown_tokens`: what would have to be asked of the chain to know more; empty once all is known."""

    group: str
    events: tuple[HistoryEvent, ...]
    findings: tuple[Finding, ...]
    questions: frozenset[tuple[str, bytes]]
    unknown_tokens: frozenset[str]
    hidden: str | None = None  # why the group is not shown, see `decoding.spam`


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A claim with the rule that made it, and where the rule stands."""

    rule: str
    protocol: str
    rank: int
    source: str
    claim: Claim

    @property
    def takes(self) -> dict[str, Transfer | Approval]:
        """By source: all that the claim explains."""
        found: dict[str, Transfer | Approval] = {one.source: one for one in self.claim.takes}
        found.update((leg.transfer.source, leg.transfer) for leg in self.claim.legs if leg.transfer is not None)
        return found


def decode(tx: Transaction, rules: Ruleset) -> Decoded:
    """The events of a transaction for its tracked addresses, in their order."""
    findings: list[Finding] = []
    if tx.is_mine(tx.sender) and not tx.is_fee_whole:
        findings.append(Finding('fee_incomplete'))
    chosen, taken = _choose(tx, rules, findings)
    rest = [one for one in tx.mine if one.source not in taken]
    approvals = [one for one in tx.approvals if one.source not in taken]
    plain = [claim for make in (explain_gas(tx), explain_itself(tx), explain_rest(tx, rest, approvals)) for claim in make]
    if not chosen and not plain:
        plain = list(explain_nothing(tx))
    chosen += [_Ruled(f'{PLAIN}/{_plain_name(claim)}', PLAIN, 0, '', claim) for claim in plain]
    events = tuple(_number(tx, _order(chosen)))
    hidden = find_reason(tx, tx.around.contacts)
    if hidden is None:
        findings += [Finding('token_decimals_unknown', {'asset': evm_token_id(tx.chain_id, token)}) for token in _without_decimals(tx)]
    return Decoded(tx.group, events, tuple(findings), frozenset(tx.questions), frozenset(tx.unknown_tokens), hidden)


def _without_decimals(tx: Transaction) -> list[str]:
    """Tokens that moved and whose contracts do not tell how their amounts are to be read."""
    moved = sorted({one.token for one in tx.mine if one.kind == 'erc20'})
    return [token for token in moved if (known := tx.token(token)) is not None and known.decimals is None and not known.is_spam]


def _plain_name(claim: Claim) -> str:
    first = claim.legs[0]
    return first.kind or (first.subtype if first.type == 'informational' else first.type).replace(' ', '_')


# ---------------------------------------------------------------------- which claims count
def _choose(tx: Transaction, rules: Ruleset, findings: list[Finding]) -> tuple[list[_Ruled], set[str]]:
    """Claims by falling rank; one that wants a transfer already explained is dropped whole. Also the sources of what was taken."""
    claims = [ruled for found in rules.applicable(tx) for ruled in _run(tx, found, findings)]
    claims.sort(key=lambda one: (-one.rank, _anchor(one.claim), one.rule, one.source))
    owner: dict[str, _Ruled] = {}
    chosen, seen = [], set[Claim | tuple[Any, ...]]()
    for one in claims:
        takes = one.takes
        rivals = [owner[source] for source in takes if source in owner]
        same = (one.protocol, _identity(one.claim))
        if rivals:
            findings += [_conflict(one, rival) for rival in rivals[:1] if rival.rank == one.rank and rival.protocol != one.protocol]
        elif same not in seen:
            seen.add(same)
            chosen.append(one)
            owner.update(dict.fromkeys(takes, one))
    return chosen, set(owner)


def _run(tx: Transaction, found: Found, findings: list[Finding]) -> Iterator[_Ruled]:
    try:
        claims = found.run.claims()
    except (LookupError, ValueError, ArithmeticError) as error:  # data of another shape than the rule expects
        findings.append(Finding('decoding_rule_failed', {'rule': found.rule.name, 'source': found.run.source, 'error': type(error).__name__}))
        return
    for claim in claims:
        problem = _find_problem(tx, claim)
        if problem:
            findings.append(Finding('decoding_rule_failed', {'rule': found.rule.name, 'source': found.run.source, 'error': problem}))
        else:
            yield _Ruled(found.rule.name, found.rule.protocol, found.rule.rank, found.run.source, claim)


def _find_problem(tx: Transaction, claim: Claim) -> str:
    """Why a claim cannot stand: an event that is none, somebody else's account, or value that appears or disappears."""
    balance: Counter[tuple[str, str, int | None]] = Counter()
    for leg in claim.legs:
        if not is_pair(leg.type, leg.subtype):
            return f'no_such_event:{leg.type}/{leg.subtype}'
        account = _account(tx, leg)
        if not tx.is_mine(account) and not (account == tx.sender and _is_remark(leg)):
            return 'account_not_tracked'
        sign = {'in': 1, 'out': -1, 'neutral': 0}[direction_of(leg.type, leg.subtype)]
        balance[account, *_token(leg)] += sign * _amount(leg)
        if leg.type == 'transfer' and leg.transfer is not None and tx.is_mine(leg.transfer.receiver):
            balance[leg.transfer.receiver, *_token(leg)] += _amount(leg)
    if claim.unbalanced:
        return ''
    for one in {one.source: one for one in (*claim.takes, *(leg.transfer for leg in claim.legs if leg.transfer))}.values():
        if isinstance(one, Transfer):
            balance[one.sender, one.token, one.token_id] += one.amount * tx.is_mine(one.sender)
            balance[one.receiver, one.token, one.token_id] -= one.amount * tx.is_mine(one.receiver)
    return '' if not any(balance.values()) else 'value_not_conserved'


def _is_remark(leg: Leg) -> bool:
    """Moves nothing: may concern whoever sent a transaction of the user's contract."""
    return leg.type == 'informational' and not _amount(leg)


def _conflict(one: _Ruled, rival: _Ruled) -> Finding:
    return Finding('decoding_conflict', {'chosen': rival.rule, 'other': one.rule, 'source': next(iter(one.takes))})


def _identity(claim: Claim) -> tuple[Any, ...]:
    """What makes two claims without transfers the same one: the same words in the same place."""
    legs = tuple(
        (leg.type, leg.subtype, leg.transfer and leg.transfer.source, leg.account, leg.token, leg.amount, leg.address, leg.kind)
        for leg in claim.legs)
    return claim.counterparty, claim.at, legs


# ---------------------------------------------------------------------- order
def _anchor(claim: Claim) -> int:
    if claim.order == 'end':
        return END
    if claim.at is not None:
        return claim.at
    positions = [leg.transfer.position for leg in claim.legs if leg.transfer] + [one.position for one in claim.takes]
    return max(positions, default=0)


def _order(chosen: Iterable[_Ruled]) -> list[tuple[int, _Ruled, int]]:
    """(natural position, claim, number of its leg): each claim at its anchor, those of one by their first transfers, at the end by their last."""
    placed: list[tuple[tuple[Any, ...], int, _Ruled, int]] = []
    for ruled in chosen:
        claim = ruled.claim
        anchor = _anchor(claim)
        first = (max if anchor >= END else min)((leg.transfer.position for leg in claim.legs if leg.transfer), default=anchor)
        is_note = not any(leg.transfer for leg in claim.legs)
        for number, leg in enumerate(claim.legs):
            own = leg.transfer.position if leg.transfer else anchor
            place = own if claim.order == 'own' and claim.at is None else anchor
            place = place if leg.at is None else leg.at
            source = leg.transfer.source if leg.transfer else ''
            rank = (place, -ruled.rank if is_note else 0, first, ruled.rule, ruled.source, number, source)
            placed.append((rank, place, ruled, number))
    placed.sort(key=lambda one: one[0])
    return [(place, ruled, number) for _, place, ruled, number in placed]


def _number(tx: Transaction, ordered: Iterable[tuple[int, _Ruled, int]]) -> Iterator[HistoryEvent]:
    """Positions that rise and stay near the numbers of the logs: gas 0, native coins 1, 2, ..., a log its number in the block and one."""
    last, keys = -1, Counter[str]()
    for place, ruled, number in ordered:
        leg = ruled.claim.legs[number]
        key = leg.transfer.source if leg.transfer else f'{ruled.rule}@{ruled.source or ruled.claim.at or 0}.{number}'
        natural = place if place < FIRST_LOG_POSITION else last + 1 if place >= END else place - FIRST_LOG_POSITION + 1
        last = max(last + 1, natural)
        keys[key] += 1
        yield _event(tx, ruled, leg, last, key if keys[key] == 1 else f'{key}#{keys[key]}')


# ---------------------------------------------------------------------- one event
def _event(tx: Transaction, ruled: _Ruled, leg: Leg, position: int, key: str) -> HistoryEvent:
    claim, account = ruled.claim, _account(tx, leg)
    token, token_id = _token(leg)
    sources = (leg.transfer.source,) if leg.transfer else tuple(one.source for one in claim.takes) or (ruled.source,) if ruled.source else ()
    entry_type = leg.entry_type or ('evm swap event' if leg.type in SWAPS else 'evm event')
    address = leg.address if leg.address is not None else _other_side(tx, leg)
    return HistoryEvent(
        group=tx.group, position=position, timestamp=to_ms(tx.timestamp), location=tx.around.chain.location, account=to_checksum_address(account),
        type=leg.type, subtype=leg.subtype, asset=_asset(tx, leg, token, token_id), amount=_to_amount(tx, leg, token),
        counterparty=leg.counterparty or claim.counterparty, address=to_checksum_address(address) if address else None, product=leg.product,
        entry_type=entry_type, tx_ref=tx.hash, key=key,
        kind=leg.kind, params=dict(leg.params), rule=ruled.rule, sources=sources, extra_data=leg.extra_data,
    )


def _account(tx: Transaction, leg: Leg) -> str:
    if leg.account is not None or leg.transfer is None:
        return leg.account or ''
    gets = direction_of(leg.type, leg.subtype) == 'in' and tx.is_mine(leg.transfer.receiver)
    return leg.transfer.receiver if gets or not tx.is_mine(leg.transfer.sender) else leg.transfer.sender


def _other_side(tx: Transaction, leg: Leg) -> str:
    if leg.transfer is None:
        return ''
    return leg.transfer.receiver if _account(tx, leg) == leg.transfer.sender else leg.transfer.sender


def _token(leg: Leg) -> tuple[str, int | None]:
    if leg.token is not None or leg.transfer is None:
        return leg.token or NATIVE, leg.token_id
    return leg.transfer.token, leg.transfer.token_id


def _amount(leg: Leg) -> int:
    if leg.amount is not None:
        return leg.amount
    return leg.transfer.amount if leg.transfer else 0


def _asset(tx: Transaction, leg: Leg, token: str, token_id: int | None) -> AssetId:
    if leg.asset is not None and _amount(leg) == 0:
        return AssetId(leg.asset)
    if token == NATIVE:
        return AssetId(tx.around.chain.native_asset)
    if token_id is None:
        return evm_token_id(tx.chain_id, token)
    is_multi = leg.transfer is not None and leg.transfer.kind == 'erc1155'
    return (evm_multi_token_id if is_multi else evm_nft_id)(tx.chain_id, token, token_id)


def _to_amount(tx: Transaction, leg: Leg, token: str) -> Decimal:
    """The exact amount. An ERC-20 contract that does not tell its decimals has none: its smallest unit is the token."""
    amount = _amount(leg)
    if amount == 0:
        return ZERO
    if token == NATIVE:
        return from_base_units(amount, tx.around.chain.native_decimals)
    if _token(leg)[1] is not None:
        return from_base_units(amount, 0)
    known = tx.token(token)
    return from_base_units(amount, known.decimals if known is not None and known.decimals is not None else 0)
