"""Routes of accounting rules: what an event of a kind means for gains, in the words of the established interface."""

from pathlib import Path
from typing import Any, Final

import orjson
from marshmallow import Schema, fields

from rotkehlchen.accounting.rule import LINKS, AccountingRule, Property
from rotkehlchen.api.download import uploaded
from rotkehlchen.api.field import Flag, Many, Number, OneOf, Page, RequestSchema, Text
from rotkehlchen.api.paging import collection_of, collection_shape, page_of
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, texts
from rotkehlchen.core.errors import InputError, StorageError
from rotkehlchen.core.event import EVENT_SUBTYPES, EVENT_TYPES
from rotkehlchen.services.tax_report.rule import TREATMENTS, data_shape, shape_of
from rotkehlchen.storage.accounting_rule import RuleFilter

routes = RouteTable('accounting')
EXPORT_NAME: Final = 'accounting_rules.json'
MAX_FILE_BYTES: Final = 8 * 1024 * 1024


class PropertyRequest(RequestSchema):
    value = Flag(required=True)
    linked_setting = Text(load_default=None, allow_none=True, maximum=100)


class RuleRequest(RequestSchema):
    event_type = Text(required=True, minimum=1, maximum=60)
    event_subtype = Text(required=True, minimum=1, maximum=60)
    counterparty = Text(load_default=None, allow_none=True)
    event_ids = Many(Number(), load_default=None, allow_none=True, maximum=1_000)
    taxable = fields.Nested(PropertyRequest, required=True)
    count_entire_amount_spend = fields.Nested(PropertyRequest, required=True)
    count_cost_basis_pnl = fields.Nested(PropertyRequest, required=True)
    accounting_treatment = OneOf(TREATMENTS, load_default=None, allow_none=True)


class RuleEdit(RuleRequest):
    identifier = Number(required=True)


class RuleIdentifier(RequestSchema):
    identifier = Number(required=True)


class RuleSearch(Page):
    event_types = Many(OneOf(sorted(EVENT_TYPES)), load_default=None, allow_none=True, maximum=100)
    event_subtypes = Many(OneOf(sorted(EVENT_SUBTYPES)), load_default=None, allow_none=True, maximum=100)
    counterparties = Many(Text(), load_default=None, allow_none=True, maximum=1_000)
    identifiers = Many(Number(), load_default=None, allow_none=True, maximum=10_000)
    event_ids = Many(Number(), load_default=None, allow_none=True, maximum=10_000)
    custom_rule_handling = OneOf(('all', 'only', 'exclude'), load_default='all')


class ConflictPage(RequestSchema):
    limit = Number(load_default=None, allow_none=True, minimum=-1)
    offset = Number(load_default=None, allow_none=True)


class SolvedConflict(RequestSchema):
    local_id = Number(required=True)
    solve_using = OneOf(('local', 'remote'), required=True)


class ConflictSolution(RequestSchema):
    conflicts = Many(fields.Nested(SolvedConflict), load_default=None, allow_none=True, maximum=10_000)
    solve_all_using = OneOf(('local', 'remote'), load_default=None, allow_none=True)


class ImportPath(RequestSchema):
    filepath = Text(required=True, minimum=1, maximum=4096)


class ImportUpload(RequestSchema):
    filepath = fields.Raw(required=True, metadata={'description': 'JSON file with rules'})


class ExportRequest(RequestSchema):
    directory_path = Text(load_default=None, allow_none=True, maximum=4096)


class PropertyShape(Schema):
    value = fields.Boolean(required=True)
    linked_setting = fields.String()


class RuleDataShape(Schema):
    taxable = fields.Nested(PropertyShape, required=True)
    count_entire_amount_spend = fields.Nested(PropertyShape, required=True)
    count_cost_basis_pnl = fields.Nested(PropertyShape, required=True)
    accounting_treatment = fields.String(required=True, allow_none=True)
    event_ids = fields.List(fields.Integer(), required=True, allow_none=True)
    event_type = fields.String(required=True)
    event_subtype = fields.String(required=True)
    counterparty = fields.String(required=True, allow_none=True)


class RuleShape(RuleDataShape):
    identifier = fields.Integer(required=True)
    state = fields.String(required=True, metadata={'description': 'shipped, edited, own, or event for a rule of single events'})
    shipped = fields.Nested(RuleDataShape, metadata={'description': 'what is shipped for these words, where that differs'})


class ConflictShape(Schema):
    local_id = fields.Integer(required=True)
    local_data = fields.Nested(RuleDataShape, required=True)
    remote_data = fields.Nested(RuleDataShape, required=True)


@routes.put('/accounting/rules', summary='Add a rule for events of a kind, or for single events', request=RuleRequest, response=flag())
def add_rule(context: Context, arguments: Any) -> bool:
    context.user.accounting_rules.add(_rule(arguments), arguments['event_ids'] or ())
    return True


@routes.patch('/accounting/rules', summary='Change a rule', request=RuleEdit, response=flag())
def edit_rule(context: Context, arguments: Any) -> bool:
    context.user.accounting_rules.edit(arguments['identifier'], _rule(arguments), arguments['event_ids'] or ())
    return True


@routes.post('/accounting/rules', summary='A page of the rules', request=RuleSearch, response=collection_shape(RuleShape))
def list_rules(context: Context, arguments: Any) -> dict[str, Any]:
    wanted = RuleFilter(
        _words(arguments['event_types']), _words(arguments['event_subtypes']), arguments['counterparties'], arguments['identifiers'],
        arguments['event_ids'], arguments['custom_rule_handling'])
    found = context.user.accounting_rules.find(wanted, page_of(arguments))
    return collection_of([shape_of(one) for one in found.rules], found.found, found.total)


@routes.delete('/accounting/rules', summary='Delete a rule', request=RuleIdentifier, response=flag())
def delete_rule(context: Context, arguments: Any) -> bool:
    context.user.accounting_rules.delete(arguments['identifier'])
    return True


@routes.put('/accounting/rules/reset', summary='Put all rules back to what is shipped', response=flag(), async_capable=True)
def reset_rules(context: Context, arguments: Any) -> bool:
    context.user.accounting_rules.reset()
    return True


@routes.put('/accounting/rules/restore', summary='Put one rule back to what is shipped', request=RuleIdentifier, response=flag())
def restore_rule(context: Context, arguments: Any) -> bool:
    context.user.accounting_rules.restore(arguments['identifier'])
    return True


@routes.put('/accounting/rules/import', summary='Take rules in from a file of this computer', request=ImportPath, response=flag(), async_capable=True)
def import_rules(context: Context, arguments: Any) -> bool:
    context.user.accounting_rules.take_in(read_file(arguments['filepath'], MAX_FILE_BYTES))
    return True


@routes.patch(
    '/accounting/rules/import', summary='Take rules in from an uploaded file', request=ImportUpload, response=flag(), async_capable=True, upload=True)
def upload_rules(context: Context, arguments: Any) -> bool:
    context.user.accounting_rules.take_in(uploaded(arguments['filepath'], 'filepath', MAX_FILE_BYTES))
    return True


@routes.post(
    '/accounting/rules/export', summary='All rules, in the answer or as a file in a folder', request=ExportRequest, response=fields.Raw(), async_capable=True)
def export_rules(context: Context, arguments: Any) -> Any:
    exported = context.user.accounting_rules.export()
    if arguments['directory_path'] is None:
        return exported
    write_file(arguments['directory_path'], EXPORT_NAME, orjson.dumps(exported, option=orjson.OPT_INDENT_2))
    return True


@routes.post(
    '/accounting/rules/conflicts', summary="The user's rules for which another one is shipped since", request=ConflictPage,
    response=collection_shape(ConflictShape))
def list_conflicts(context: Context, arguments: Any) -> dict[str, Any]:
    rules, found = context.user.accounting_rules.find_conflicts(page_of(arguments))
    return collection_of([
        {'local_id': one.identifier, 'local_data': data_shape(one.words, one.content), 'remote_data': data_shape(one.words, one.shipped or {})}
        for one in rules
    ], found, found)


@routes.patch('/accounting/rules/conflicts', summary="Keep the user's rules or take the shipped ones", request=ConflictSolution, response=flag())
def solve_conflicts(context: Context, arguments: Any) -> bool:
    rules, every, single = context.user.accounting_rules, arguments['solve_all_using'], arguments['conflicts']
    if (every is None) == (single is None):
        raise InputError('Give either conflicts or solve_all_using.', field='conflicts')
    if every is not None:
        rules.solve(None if every == 'local' else (), None if every == 'remote' else ())
    else:
        chosen = {name: [one['local_id'] for one in single if one['solve_using'] == name] for name in ('local', 'remote')}
        rules.solve(chosen['local'], chosen['remote'])
    return True


@routes.get(
    '/accounting/rules/info', summary='Which settings a property of a rule may follow', login=False, response=by_name(texts()))
def rules_info(context: Context, arguments: Any) -> dict[str, list[str]]:
    return {name: list(settings) for name, settings in LINKS.items()}


def _rule(arguments: Any) -> AccountingRule:
    taxable, entire, basis = (_property(arguments[name], name) for name in ('taxable', 'count_entire_amount_spend', 'count_cost_basis_pnl'))
    event_type, subtype = (arguments[name].replace('_', ' ').lower() for name in ('event_type', 'event_subtype'))
    return AccountingRule(event_type, subtype, arguments['counterparty'] or None, taxable, entire, basis, arguments['accounting_treatment'])


def _property(raw: Any, name: str) -> Property:
    linked = raw['linked_setting'] or None
    if linked is not None and linked not in LINKS[name]:
        raise InputError(f'{name}.linked_setting: must be one of {", ".join(LINKS[name])}', field=f'{name}.linked_setting')
    return Property(raw['value'], linked)


def _words(given: list[str] | None) -> list[str] | None:
    return None if given is None else [one.replace('_', ' ').lower() for one in given]


def read_file(path: str, max_bytes: int) -> bytes:
    """A file of this computer. Raises InputError for one that is missing, too large or not readable."""
    file = Path(path)
    try:
        if not file.is_absolute() or not file.is_file():
            raise InputError('filepath: is not a file on this computer', field='filepath')
        if file.stat().st_size > max_bytes:
            raise InputError(f'filepath: is larger than {max_bytes // 1024} KiB', field='filepath', code='too_large')
        return file.read_bytes()
    except (OSError, ValueError):
        raise InputError('filepath: cannot be read', field='filepath') from None


def write_file(folder: str, name: str, content: bytes) -> None:
    """Into a folder of this computer. Raises InputError, StorageError."""
    path = Path(folder)
    if not path.is_absolute() or not path.is_dir():
        raise InputError('directory_path: is not a folder on this computer', field='directory_path')
    unfinished = path / f'.{name}.unfinished'
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path / name)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise StorageError(f'The file cannot be written: {error.strerror}.', code='export_failed') from None
