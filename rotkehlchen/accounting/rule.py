"""Accounting rules: by type, subtype and counterparty, or for single events, and which one decides on an event.

An event's own rule counts first, then the one of its pair and counterparty, then the one of its pair alone. The shipped rules
(`rotkehlchen/data/accounting_rules.toml`) have one for every pair, so that a pair without any is one whose rule the user deleted.
A property may follow a setting: while it is linked, the setting's value counts and its own is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, cast

from rotkehlchen.accounting.setting import LINKABLE, Settings
from rotkehlchen.core.event import HistoryEvent

Treatment = Literal['swap', 'basis transfer']
_OF_EVENT: Final = 'event:'
PROPERTIES: Final = ('taxable', 'count_entire_amount_spend', 'count_cost_basis_pnl')
LINKS: Final[Mapping[str, tuple[str, ...]]] = dict.fromkeys(PROPERTIES, LINKABLE)
"""Which settings a property may follow."""


@dataclass(frozen=True, slots=True)
class Property:
    """`linked`: the setting that it follows, None for none."""

    value: bool
    linked: str | None = None


@dataclass(frozen=True, slots=True)
class AccountingRule:
    """What happens with events of a pair.

    `taxable`: income is counted, or the expense and the gain. `count_entire_amount_spend`: the whole value that leaves is an expense.
    `count_cost_basis_pnl`: the gain of what leaves over its cost is counted. `treatment`: of a leg that leaves; 'swap': together with what
    came in the same group, a taxable exchange; 'basis transfer': its cost and dates go over to what came.
    """

    type: str
    subtype: str
    counterparty: str | None
    taxable: Property
    count_entire_amount_spend: Property
    count_cost_basis_pnl: Property
    treatment: Treatment | None = None

    @property
    def words(self) -> str:
        """What a line names its rule by."""
        return f'{self.type}/{self.subtype}' + (f'/{self.counterparty}' if self.counterparty else '')


@dataclass(frozen=True, slots=True)
class Decision:
    """A rule with its links resolved. `rule`: its words, 'event:<identifier>' for one of a single event."""

    taxable: bool
    entire: bool
    basis: bool
    treatment: Treatment | None
    rule: str

    @property
    def is_own(self) -> bool:
        """Whether it is of a single event."""
        return self.rule.startswith(_OF_EVENT)


NO_RULE: Final = Decision(False, False, False, None, '')


class RuleBook:
    """`event_rules`: by identifier of the event. Of two rules for the same events the later one counts."""

    def __init__(self, rules: Iterable[AccountingRule], event_rules: Mapping[int, AccountingRule], settings: Settings) -> None:
        self._rules = {(one.type, one.subtype, one.counterparty): _decide(one, settings, one.words) for one in rules}
        self._event_rules = {event: _decide(one, settings, f'{_OF_EVENT}{event}') for event, one in event_rules.items()}
        self._found: dict[tuple[str, str, str | None], Decision | None] = {}

    def find(self, event: HistoryEvent, identifier: int | None = None) -> Decision | None:
        """What decides on an event, None where no rule is for it."""
        if self._event_rules and identifier in self._event_rules:
            return self._event_rules[identifier]
        key = event.type, event.subtype, event.counterparty
        try:
            return self._found[key]
        except KeyError:
            found = self._found[key] = self.find_pair(*key)
            return found

    def find_pair(self, event_type: str, subtype: str, counterparty: str | None) -> Decision | None:
        """What decides on events of a pair. Swaps of several assets go by the rules of swaps where they have none of their own."""
        found = self._rules.get((event_type, subtype, counterparty)) or self._rules.get((event_type, subtype, None))
        if found is None and event_type == 'multi trade':
            return self.find_pair('trade', subtype, counterparty)
        return found


def _decide(rule: AccountingRule, settings: Settings, words: str) -> Decision:
    taxable, entire, basis = (
        settings.is_on(one.linked) if one.linked else one.value
        for one in (rule.taxable, rule.count_entire_amount_spend, rule.count_cost_basis_pnl)
    )
    return Decision(taxable, entire, basis, rule.treatment, words)


def parse_rules(table: Mapping[str, Any]) -> tuple[AccountingRule, ...]:
    """Rules of a parsed TOML document as it is shipped: `[[rule]]` with `for`, `taxable`, `entire`, `basis`, `treatment`."""
    found = []
    for row in table['rule']:
        kind, subtype, *party = row['for'].split('/', 2)
        found.append(AccountingRule(
            kind, subtype, party[0] if party else None, _property(row.get('taxable', False)), _property(row.get('entire', False)),
            _property(row.get('basis', False)), cast(Treatment | None, row.get('treatment')),
        ))
    return tuple(found)


def _property(raw: bool | str) -> Property:
    """TOML's true and false, or 'true:<setting>' for a linked one."""
    if isinstance(raw, bool):
        return Property(raw)
    value, _, linked = raw.partition(':')
    if linked not in LINKABLE:
        raise ValueError(f'{raw!r} names no setting that a rule may follow')
    return Property(value == 'true', linked)


@cache
def shipped_rules() -> tuple[AccountingRule, ...]:
    """The rules that come with the application, read once."""
    import tomllib  # loaded late: a start needs no rules

    text = resources.files('rotkehlchen.data').joinpath('accounting_rules.toml').read_text(encoding='utf-8')
    return parse_rules(tomllib.loads(text))
