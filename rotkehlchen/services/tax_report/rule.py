"""Accounting rules of the open profile: looked at, changed, put back, exchanged as files.

The shipped rules come with the application and are taken into the profile when rules are first needed; a newer shipped set changes what the user
left alone, and is a conflict where the user did not.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from rotkehlchen.accounting.rule import LINKS, PROPERTIES, AccountingRule, Property, shipped_rules
from rotkehlchen.core.errors import ConflictError, InputError, NotFoundError
from rotkehlchen.core.event import EVENT_SUBTYPES, EVENT_TYPES, is_pair
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.accounting_rule import AccountingRuleRepository, Content, NamedLot, RuleFilter, RulesFound, StoredRule, Words
from rotkehlchen.storage.page import Page

WHAT: Final = 'accounting_rules'
CONFLICT_MESSAGE: Final = 'accounting_rule_conflict'
TREATMENTS: Final = ('swap', 'basis transfer')
MAX_RULES: Final = 20_000


class AccountingRuleService:
    """`load_shipped`: the rules of this version."""

    def __init__(
            self, repository: AccountingRuleRepository, notifier: Notifier, load_shipped: Callable[[], Sequence[AccountingRule]] = shipped_rules,
    ) -> None:
        self._repository = repository
        self._notifier = notifier
        self._load_shipped = load_shipped
        self._is_compared = False

    def prepare(self) -> None:
        """See that the profile has this version's shipped rules. Cheap after the first time."""
        if self._is_compared:
            return
        shipped = self._shipped()
        digest = _digest(shipped)
        if self._repository.load_digest() != digest:
            conflicts = self._repository.take_shipped(shipped, digest)
            if conflicts:
                self._notifier.publish(CONFLICT_MESSAGE, {'num_of_conflicts': conflicts})
        self._is_compared = True

    def find(self, wanted: RuleFilter, page: Page) -> RulesFound:
        self.prepare()
        return self._repository.find(wanted, page)

    def load_all(self) -> list[StoredRule]:
        self.prepare()
        return self._repository.load_all()

    def add(self, rule: AccountingRule, event_ids: Sequence[int] = ()) -> int:
        """Its identifier. Raises ConflictError where there is a rule for the same words, InputError, NotFoundError for an unknown event."""
        self.prepare()
        words, content = self._checked(rule)
        if event_ids:
            self._check_events(event_ids)
            identifier = self._repository.save_for_events(words, content, event_ids)
        else:
            known = self._repository.find_words(words)
            if known is not None and known.state != 'deleted':
                raise ConflictError(
                    f'There is a rule for {rule.words} already: change that one.', code='rule_exists', rule=rule.words, identifier=known.identifier)
            identifier = self._repository.save(words, content)
        self._notifier.data_changed(WHAT)
        return identifier

    def edit(self, identifier: int, rule: AccountingRule, event_ids: Sequence[int] = ()) -> None:
        """Replace what a rule says. Raises NotFoundError, ConflictError where another one has the new words, InputError."""
        known = self.get(identifier)
        words, content = self._checked(rule)
        if known.state == 'event' or event_ids:
            chosen = list(event_ids) or list(known.event_ids)
            self._check_events(chosen)
            self._repository.save_for_events(words, content, chosen, identifier if known.state == 'event' else None)
        elif words == known.words:
            self._repository.save(words, content, identifier)
        else:
            other = self._repository.find_words(words)
            if other is not None and other.state != 'deleted':
                raise ConflictError(
                    f'There is a rule for {rule.words} already: change that one.', code='rule_exists', rule=rule.words, identifier=other.identifier)
            self._repository.move(identifier, words, content)
        self._notifier.data_changed(WHAT)

    def get(self, identifier: int) -> StoredRule:
        """Raises NotFoundError."""
        self.prepare()
        known = self._repository.find_one(identifier)
        if known is None:
            raise NotFoundError(f'There is no accounting rule {identifier}.', identifier=identifier)
        return known

    def delete(self, identifier: int) -> None:
        """Raises NotFoundError."""
        self.get(identifier)
        self._repository.delete(identifier)
        self._notifier.data_changed(WHAT)

    def restore(self, identifier: int) -> None:
        """Put one rule back to what is shipped for its words. Raises NotFoundError, ConflictError where nothing is shipped."""
        known = self.get(identifier)
        if known.shipped is None:
            raise ConflictError('No rule is shipped for these words.', code='no_shipped_rule', identifier=identifier)
        self._repository.save(known.words, known.shipped, identifier)
        self._notifier.data_changed(WHAT)

    def reset(self) -> None:
        """Only the shipped rules, as shipped. No network."""
        shipped = self._shipped()
        self._repository.reset(shipped, _digest(shipped))
        self._is_compared = True
        self._notifier.data_changed(WHAT)

    def find_conflicts(self, page: Page) -> tuple[list[StoredRule], int]:
        self.prepare()
        return self._repository.find_conflicts(page)

    def solve(self, local: Sequence[int] | None, remote: Sequence[int] | None) -> None:
        """Keep the user's rules of `local`, take the shipped ones of `remote`; None stands for all. Raises NotFoundError for what is no conflict."""
        self.prepare()
        if local is not None and remote is not None:
            known = {one.identifier for one in self._repository.find_conflicts(Page())[0]}
            for identifier in (*local, *remote):
                if identifier not in known:
                    raise NotFoundError(f'The rule {identifier} is in no conflict.', identifier=identifier)
        self._repository.solve(local, remote)
        self._notifier.data_changed(WHAT)

    # ------------------------------------------------------------------ files
    def export(self) -> dict[str, Any]:
        """All rules that count, in the form that `take_in` reads; those for single events name them by identifier and are of this profile only."""
        rules = [shape_of(one) for one in self.load_all()]
        return {'accounting_rules': rules, 'linked_properties': {name: list(settings) for name, settings in LINKS.items()}}

    def take_in(self, content: bytes) -> int:
        """Rules of a file, in the place of those for the same words; all or none. How many. Raises InputError naming the entry that is wrong."""
        self.prepare()
        parsed = self.check(_listed(content))
        for number, (_, event_ids) in enumerate(parsed):
            if event_ids:
                self._check_events(event_ids, f'accounting_rules.{number}')
        self._repository.save_many([(words_of(rule), content_of(rule), event_ids) for rule, event_ids in parsed])
        self._notifier.data_changed(WHAT)
        return len(parsed)

    def check(self, raw: Sequence[object]) -> list[tuple[AccountingRule, tuple[int, ...]]]:
        """Rules in the API's words, each with its events. Raises InputError naming the entry that is wrong, or there twice."""
        parsed = [parse_shape(one, f'accounting_rules.{number}') for number, one in enumerate(raw)]
        seen: dict[Words, int] = {}
        for number, (rule, event_ids) in enumerate(parsed):
            path = f'accounting_rules.{number}'
            self._checked(rule, path)
            if not event_ids and seen.setdefault(words_of(rule), number) != number:
                raise InputError(f'{path}: is for the same words as entry {seen[words_of(rule)]}', field=path)
        return parsed

    # ------------------------------------------------------------------ named lots
    def name_lots(self, event_id: int, lots: Sequence[NamedLot]) -> None:
        """Which lots a disposal uses; none: those that the method takes. Raises NotFoundError for an unknown event, InputError."""
        for number, lot in enumerate(lots):
            if lot.lot_event_id == event_id:
                raise InputError(f'lots.{number}.event_id: an event cannot use its own lot', field=f'lots.{number}.event_id')
        self._check_events([event_id, *(one.lot_event_id for one in lots)])
        self._repository.save_named_lots(event_id, lots)
        self._notifier.data_changed('named_lots')

    def named_lots(self) -> dict[int, tuple[NamedLot, ...]]:
        return self._repository.load_named_lots()

    # ------------------------------------------------------------------ parts
    def _shipped(self) -> dict[Words, Content]:
        return {words_of(one): content_of(one) for one in self._load_shipped()}

    def _checked(self, rule: AccountingRule, path: str = '') -> tuple[Words, Content]:
        # Files of the established tool have rules for pairs that its events do not have either; they come in and out unchanged.
        is_known = rule.type in EVENT_TYPES and rule.subtype in EVENT_SUBTYPES if path else is_pair(rule.type, rule.subtype)
        if not is_known:
            where = f'{path}.event_subtype' if path else 'event_subtype'
            raise InputError(f'{where}: there are no events of {rule.type} / {rule.subtype}', field=where)
        return words_of(rule), content_of(rule)

    def _check_events(self, event_ids: Sequence[int], path: str = '') -> None:
        unknown = sorted(set(event_ids) - self._repository.known_events(event_ids))
        if unknown:
            raise NotFoundError(f'{path + ": " if path else ""}There is no event {unknown[0]}.', identifier=unknown[0])


def words_of(rule: AccountingRule) -> Words:
    return rule.type, rule.subtype, rule.counterparty or ''


def content_of(rule: AccountingRule) -> dict[str, Any]:
    return {name: {'value': one.value, 'linked': one.linked} for name, one in _properties(rule)} | {'treatment': rule.treatment}


def rule_of(stored: StoredRule) -> AccountingRule:
    return _rule(stored.words, stored.content)


def _rule(words: Words, content: Content) -> AccountingRule:
    taxable, entire, basis = (Property(content[name]['value'], content[name]['linked']) for name in PROPERTIES)
    return AccountingRule(words[0], words[1], words[2] or None, taxable, entire, basis, content['treatment'])


def _properties(rule: AccountingRule) -> Iterable[tuple[str, Property]]:
    return ((name, getattr(rule, name)) for name in PROPERTIES)


def shape_of(stored: StoredRule) -> dict[str, Any]:
    """As the API has it. `state`: 'shipped', 'edited', 'own' or 'event'; `shipped`: what is shipped for these words, where that differs."""
    shape = data_shape(stored.words, stored.content, stored.event_ids or None)
    differs = stored.shipped is not None and stored.shipped != stored.content
    return shape | {'identifier': stored.identifier, 'state': stored.state} | ({'shipped': data_shape(stored.words, stored.shipped or {})} if differs else {})


def data_shape(words: Words, content: Content, event_ids: Sequence[int] | None = None) -> dict[str, Any]:
    """What a rule says, in the API's words. A property that follows no setting has no `linked_setting`."""
    properties = {
        name: {'value': content[name]['value']} | ({'linked_setting': content[name]['linked']} if content[name]['linked'] else {}) for name in PROPERTIES
    }
    return properties | {
        'accounting_treatment': content['treatment'], 'event_ids': None if event_ids is None else list(event_ids), 'event_type': words[0],
        'event_subtype': words[1], 'counterparty': words[2] or None,
    }


def parse_shape(raw: object, path: str) -> tuple[AccountingRule, tuple[int, ...]]:
    """A rule in the API's words with its events. Raises InputError naming the member that is wrong."""
    if not isinstance(raw, Mapping):
        raise InputError(f'{path}: must be an object', field=path)
    words = []
    for name in ('event_type', 'event_subtype'):
        if not isinstance(raw.get(name), str):
            raise InputError(f'{path}.{name}: must be text', field=f'{path}.{name}')
        words.append(raw[name].replace('_', ' ').lower())
    counterparty, treatment, events = raw.get('counterparty'), raw.get('accounting_treatment'), raw.get('event_ids') or ()
    if not (counterparty is None or (isinstance(counterparty, str) and len(counterparty) <= 200)):
        raise InputError(f'{path}.counterparty: must be text or null', field=f'{path}.counterparty')
    if treatment is not None and treatment not in TREATMENTS:
        raise InputError(f'{path}.accounting_treatment: must be null or one of {", ".join(TREATMENTS)}', field=f'{path}.accounting_treatment')
    if not isinstance(events, list | tuple) or not all(isinstance(one, int) and not isinstance(one, bool) for one in events):
        raise InputError(f'{path}.event_ids: must be a list of numbers or null', field=f'{path}.event_ids')
    taxable, entire, basis = (_parse_property(raw.get(name), name, f'{path}.{name}') for name in PROPERTIES)
    return AccountingRule(words[0], words[1], counterparty or None, taxable, entire, basis, treatment), tuple(events)


def _parse_property(raw: object, name: str, path: str) -> Property:
    if not isinstance(raw, Mapping) or not isinstance(raw.get('value'), bool):
        raise InputError(f'{path}: must be an object with a value that is true or false', field=path)
    linked = raw.get('linked_setting') or None
    if linked is not None and linked not in LINKS[name]:
        raise InputError(f'{path}.linked_setting: must be one of {", ".join(LINKS[name])}', field=f'{path}.linked_setting')
    return Property(raw['value'], linked)


def _listed(content: bytes) -> list[Any]:
    """Entries of a file: a list of rules, or an object with `accounting_rules`."""
    try:
        parsed = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise InputError(
            f'The file is not valid JSON: line {error.lineno}, column {error.colno}.', field='filepath', line=error.lineno, column=error.colno,
            code='invalid_json') from None
    rules = parsed.get('accounting_rules') if isinstance(parsed, dict) else parsed
    if not isinstance(rules, list):
        raise InputError('The file has no list of accounting rules.', field='filepath')
    if len(rules) > MAX_RULES:
        raise InputError(f'The file has more than {MAX_RULES} rules.', field='filepath', code='too_large')
    return rules


def digest_of(rules: Iterable[AccountingRule], event_rules: Mapping[int, AccountingRule]) -> str:
    """Names a set of rules: the same for the same decisions."""
    said = sorted((*words_of(one), orjson.dumps(content_of(one), option=orjson.OPT_SORT_KEYS).decode()) for one in rules)
    return hashlib.sha256(orjson.dumps([said, sorted(event_rules)])).hexdigest()[:16]


def _digest(shipped: Mapping[Words, Content]) -> str:
    return hashlib.sha256(orjson.dumps(sorted((words, content) for words, content in shipped.items()), option=orjson.OPT_SORT_KEYS)).hexdigest()
