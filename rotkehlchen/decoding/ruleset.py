"""All rules, found quickly: for a log by topic and contract, for a call by contract, for a transfer by its other side and its token."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule, Rule, lower_addresses, rank_of
from rotkehlchen.contracts.transaction import Transaction


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A rule with its whole name, 'protocol/rule', and the rank that counts."""

    name: str
    protocol: str
    rank: int
    rule: Rule


@dataclass(slots=True)
class _Index:
    """What applies on one chain."""

    logs: dict[str, tuple[list[NamedRule], dict[str, list[NamedRule]]]] = field(default_factory=dict)
    calls: dict[str, list[NamedRule]] = field(default_factory=dict)
    any_call: list[NamedRule] = field(default_factory=list)
    sides: dict[str, list[NamedRule]] = field(default_factory=dict)
    tokens: dict[str, list[NamedRule]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that applies, with what its handler is called."""

    rule: NamedRule
    run: 'Run'


class Run:
    """A handler with its arguments: called once, later, so that who calls it can catch what it raises."""

    __slots__ = ('arguments', 'handle', 'source')

    def __init__(self, handle: object, source: str, *arguments: object) -> None:
        self.handle, self.source, self.arguments = handle, source, arguments

    def claims(self) -> list[Claim]:
        return list(self.handle(*self.arguments))  # type: ignore[operator]


class Ruleset:
    """Rules of all protocols. The order in which they are given changes nothing."""

    def __init__(self, rules: Mapping[str, Iterable[Rule]]) -> None:
        """`rules`: by protocol id. Raises ValueError for two rules of one name."""
        self._rules = [
            NamedRule(f'{protocol}/{rule.name}', protocol, int(rank_of(rule)), rule) for protocol in sorted(rules) for rule in rules[protocol]
        ]
        names = [rule.name for rule in self._rules]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f'rules of the same name: {sorted(twice)}')
        self._chains: dict[int, _Index] = {}

    def applicable(self, tx: Transaction) -> Iterator[Found]:
        """Every rule that the transaction calls for, once for each log, call or transfer."""
        index = self._chains.get(tx.chain_id) or self._index(tx.chain_id)
        for log in tx.logs:
            shapes, contracts = index.logs.get(log.topic, ((), {}))
            for rule in (*shapes, *contracts.get(log.address, ())):
                yield Found(rule, Run(rule.rule.handle, log.source, tx, log))
        for rule in (*index.calls.get(tx.to, ()), *index.any_call):
            if not isinstance(rule.rule, CallRule) or rule.rule.selectors is None or tx.selector in rule.rule.selectors:
                yield Found(rule, Run(rule.rule.handle, 'call', tx))
        for one in tx.mine:
            side = one.receiver if tx.is_mine(one.sender) else one.sender
            for rule in (*index.sides.get(side, ()), *index.tokens.get(one.token, ())):
                yield Found(rule, Run(rule.rule.handle, one.source, tx, one))

    def _index(self, chain_id: int) -> _Index:
        index = _Index()
        for named in self._rules:
            rule = named.rule
            if isinstance(rule, LogRule):
                for topic in (rule.topics,) if isinstance(rule.topics, str) else rule.topics:
                    shapes, contracts = index.logs.setdefault(topic, ([], {}))
                    if rule.where is None:
                        shapes.append(named)
                    else:
                        _put(contracts, lower_addresses(rule.where, chain_id), named)
            elif isinstance(rule, CallRule):
                if rule.where is None:
                    index.any_call.append(named)
                else:
                    _put(index.calls, lower_addresses(rule.where, chain_id), named)
            else:
                _put(index.sides, lower_addresses(rule.where or {}, chain_id), named)
                _put(index.tokens, lower_addresses(rule.tokens or {}, chain_id), named)
        self._chains[chain_id] = index
        return index


def _put(into: dict[str, list[NamedRule]], addresses: Iterable[str], rule: NamedRule) -> None:
    for address in addresses:
        into.setdefault(address, []).append(rule)
