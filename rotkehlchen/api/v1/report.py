"""Routes of reports on gains: making, listing, reading, opening a line, files, and the inputs of a report as one file."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
from marshmallow import Schema, fields

from rotkehlchen.accounting.setting import METHODS
from rotkehlchen.api.download import file_response, uploaded
from rotkehlchen.api.field import Asset, Flag, Many, Number, OneOf, Page, RequestSchema, Text, Timestamp
from rotkehlchen.api.paging import collection_of, collection_shape, page_of
from rotkehlchen.api.route import Context, RouteTable
from rotkehlchen.api.shape import by_name, flag, records, texts
from rotkehlchen.api.v1.accounting_rule import RuleDataShape, read_file, write_file
from rotkehlchen.api.v1.price import require_known
from rotkehlchen.contracts.gain import CATEGORIES, Finding
from rotkehlchen.contracts.jurisdiction import Form
from rotkehlchen.core.errors import InputError, NotFoundError, StorageError
from rotkehlchen.core.time import HOUR_SECONDS
from rotkehlchen.services.tax_report import packing
from rotkehlchen.services.tax_report.input_file import NAME as INPUT_NAME
from rotkehlchen.services.tax_report.order import FileFormat, Terms
from rotkehlchen.services.tax_report.packing import Row, form_rows
from rotkehlchen.services.tax_report.reading import LineFilter
from rotkehlchen.services.tax_report.rendering.file import LINES_NAME
from rotkehlchen.services.tax_report.rule import data_shape
from rotkehlchen.services.tax_report.service import Wish
from rotkehlchen.services.tax_report.shape import line_shape, part_shape
from rotkehlchen.storage.report import StoredReport

routes = RouteTable('reports')
NO_LIMIT: Final = -1
MAX_INPUT_BYTES: Final = 512 * 1024 * 1024
SCOPES: Final = ('global', 'location', 'account')
CATEGORY_WORDS: Final = tuple(dict.fromkeys(word for one in CATEGORIES for word in (one, one.replace(' ', '_'))))
KINDS: Final = ('acquisition', 'disposal', 'income', 'expense', 'fee', 'transfer', 'gift', 'loss')
FORMATS: Final = ('zip', 'csv', 'xlsx', 'pdf', 'json')
MEDIA_TYPES: Final[Mapping[str, str]] = {
    'csv': 'text/csv; charset=utf-8', 'zip': 'application/zip', 'json': 'application/json', 'pdf': 'application/pdf',
    'xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}


class PeriodRequest(RequestSchema):
    from_timestamp = Timestamp(load_default=0)
    to_timestamp = Timestamp(load_default=None, allow_none=True)


class SettingsRequest(RequestSchema):
    include_crypto2crypto = Flag()
    taxfree_after_period = Number(minimum=-1, maximum=10**10, allow_none=True)
    include_gas_costs = Flag()
    calculate_past_cost_basis = Flag()
    include_fees_in_cost_basis = Flag()
    eth_staking_taxable_after_withdrawal_enabled = Flag()
    use_asset_collections_in_cost_basis = Flag()
    treat_eth2_as_eth = Flag()
    cost_basis_method = OneOf(tuple(METHODS))
    missing_basis = OneOf(('zero', 'unknown'))


class ReportRequest(PeriodRequest):
    jurisdiction = Text(load_default=None, allow_none=True, maximum=100)
    year = Text(load_default=None, allow_none=True, maximum=20)
    name = Text(load_default='')
    choices = fields.Dict(keys=fields.String(), load_default=dict, metadata={'description': 'name: value, or year: {name: value}'})
    method = fields.Raw(load_default=None, allow_none=True, metadata={'description': 'a method, or year: method'})
    scope = fields.Raw(load_default=None, allow_none=True, metadata={'description': 'global, location or account, or year: one of them'})
    settings = fields.Nested(SettingsRequest, load_default=dict, metadata={'description': "in the place of the profile's own, for this report"})
    profit_currency = Asset(load_default=None, allow_none=True)
    fetch_prices = Flag(load_default=True)


class ReportIdentifier(RequestSchema):
    report_id = Number(required=True)


class RenameRequest(ReportIdentifier):
    name = Text(required=True)


class DataRequest(Page):
    report_id = Number(required=True)
    from_timestamp = Timestamp(load_default=None, allow_none=True)
    to_timestamp = Timestamp(load_default=None, allow_none=True)
    event_type = OneOf(CATEGORY_WORDS, load_default=None, allow_none=True)
    asset = Asset(load_default=None, allow_none=True)
    location = Text(load_default=None, allow_none=True)
    account = Text(load_default=None, allow_none=True)
    kind = OneOf(KINDS, load_default=None, allow_none=True)
    flags = Many(Text(maximum=40), load_default=None, allow_none=True, maximum=20)
    counted = Flag(load_default=None, allow_none=True)
    group_identifier = Text(load_default=None, allow_none=True, maximum=300)
    event_id = Number(load_default=None, allow_none=True)


class ExportRequest(ReportIdentifier):
    directory_path = Text(required=True, minimum=1, maximum=4096)


class DownloadRequest(ReportIdentifier):
    format = OneOf(FORMATS, load_default='zip')
    form = Text(load_default=None, allow_none=True, maximum=100)


class LineRequest(ReportIdentifier):
    index = Number(required=True)


class ItemsRequest(RequestSchema):
    report_id = Number(load_default=None, allow_none=True)


class FindingsRequest(Page):
    report_id = Number(required=True)
    kind = Text(load_default=None, allow_none=True, maximum=60)


class DebugExport(PeriodRequest):
    directory_path = Text(load_default=None, allow_none=True, maximum=4096)


class DebugPath(RequestSchema):
    filepath = Text(required=True, minimum=1, maximum=4096)


class DebugUpload(RequestSchema):
    filepath = fields.Raw(required=True, metadata={'description': 'JSON file with the inputs of a report'})


class TotalShape(Schema):
    taxable = fields.String(required=True)
    free = fields.String(required=True)
    not_known = fields.Integer(metadata={'description': 'lines whose gain is not known'})


class ReportShape(Schema):
    identifier = fields.Integer(required=True)
    name = fields.String(required=True)
    timestamp = fields.Integer(required=True)
    start_ts = fields.Integer(required=True)
    end_ts = fields.Integer(required=True)
    first_processed_timestamp = fields.Integer(required=True)
    last_processed_timestamp = fields.Integer(required=True)
    processed_actions = fields.Integer(required=True)
    total_actions = fields.Integer(required=True)
    overview = by_name(fields.Nested(TotalShape))
    settings = fields.Dict(required=True)
    lines = fields.Integer(required=True)
    open_lots = fields.Integer(required=True)
    findings = by_name(fields.Integer())
    left_out = by_name(fields.Integer())
    jurisdiction = fields.String(required=True, allow_none=True)
    year = fields.String(required=True, allow_none=True)
    zone = fields.String(required=True)
    choices = fields.Dict(required=True)
    methods = fields.Dict(required=True)
    scopes = fields.Dict(required=True)
    method = fields.String(required=True)
    scope = fields.String(required=True)
    portfolio = fields.Dict(metadata={'description': 'of laws that tax by the share of all: what was paid for all, and used of that (null: not known)'})
    stamps = fields.Dict(required=True)
    digest = fields.String(required=True)
    is_outdated = fields.Boolean(required=True, metadata={'description': 'whether history or rules changed since'})


class ReportListShape(Schema):
    entries = records(ReportShape)
    entries_found = fields.Integer(required=True)
    entries_limit = fields.Integer(required=True)


class AcquisitionShape(Schema):
    timestamp = fields.Integer(required=True)
    full_amount = fields.String(required=True)
    rate = fields.String(required=True)
    index = fields.Integer(required=True, metadata={'description': '-1: no single acquisition'})


class MatchShape(Schema):
    amount = fields.String(required=True)
    event = fields.Nested(AcquisitionShape, required=True)
    taxable = fields.Boolean(required=True)


class CostBasisShape(Schema):
    is_complete = fields.Boolean(required=True)
    matched_acquisitions = records(MatchShape)


class LineShape(Schema):
    type = fields.String(required=True)
    notes = fields.String(required=True)
    location = fields.String(required=True)
    timestamp = fields.Integer(required=True)
    asset_identifier = fields.String(required=True)
    free_amount = fields.String(required=True)
    taxable_amount = fields.String(required=True)
    price = fields.String(required=True, metadata={'description': 'NaN: not known'})
    pnl_taxable = fields.String(required=True, metadata={'description': 'NaN: not known'})
    pnl_free = fields.String(required=True, metadata={'description': 'NaN: not known'})
    cost_basis = fields.Nested(CostBasisShape, required=True, allow_none=True)
    group_id = fields.String()
    index = fields.Integer(required=True)
    event_id = fields.Integer(required=True, allow_none=True)
    group_identifier = fields.String(required=True)
    kind = fields.String(required=True)
    account = fields.String(required=True, allow_none=True)
    event_type = fields.String(required=True)
    event_subtype = fields.String(required=True)
    counterparty = fields.String(required=True, allow_none=True)
    proceeds = fields.String(required=True, allow_none=True)
    cost = fields.String(required=True, allow_none=True)
    is_counted = fields.Boolean(required=True)
    rule = fields.String(required=True)
    flags = texts()


class PartShape(Schema):
    amount = fields.String(required=True)
    cost = fields.String(required=True, allow_none=True)
    basis = fields.String(required=True)
    acquired = fields.Integer(required=True, allow_none=True)
    line = fields.Integer(required=True, allow_none=True)
    unit_cost = fields.String(required=True, allow_none=True)
    full_amount = fields.String(required=True, allow_none=True)
    is_free = fields.Boolean(required=True)
    is_long_term = fields.Boolean(required=True)
    gain = fields.String(required=True, allow_none=True)
    acquisition = fields.Nested(LineShape, required=True, allow_none=True)


class PriceShape(Schema):
    price = fields.String(required=True)
    source = fields.String(required=True)
    timestamp = fields.Integer(required=True)
    currency = fields.String(required=True)


class OpenedLineShape(Schema):
    line = fields.Nested(LineShape, required=True)
    parts = records(PartShape)
    price = fields.Nested(PriceShape, required=True, allow_none=True, metadata={'description': 'what is stored now of the price at the time'})
    rule = fields.Nested(RuleDataShape, required=True, allow_none=True)
    portfolio = fields.Dict(required=True, allow_none=True)


class StatusShape(Schema):
    processing_state = fields.String(required=True)
    total_progress = fields.String(required=True)


class MissingAcquisitionShape(Schema):
    asset = fields.String(required=True)
    time = fields.Integer(required=True)
    found_amount = fields.String(required=True)
    missing_amount = fields.String(required=True)
    originating_event_id = fields.Integer()
    group_identifier = fields.String()


class MissingPriceShape(Schema):
    from_asset = fields.String(required=True)
    to_asset = fields.String(required=True)
    time = fields.Integer(required=True)
    rate_limited = fields.Boolean(required=True)
    originating_event_id = fields.Integer()
    group_identifier = fields.String()


class ActionableShape(Schema):
    report_id = fields.Integer(required=True, allow_none=True)
    missing_acquisitions = records(MissingAcquisitionShape)
    missing_prices = records(MissingPriceShape)


class FindingShape(Schema):
    kind = fields.String(required=True)
    timestamp = fields.Integer(required=True, metadata={'description': 'UTC milliseconds'})
    asset = fields.String(required=True)
    event_id = fields.Integer(required=True, allow_none=True)
    group_identifier = fields.String(required=True)
    params = fields.Dict(required=True)


class ColumnShape(Schema):
    name = fields.String(required=True)
    kind = fields.String(required=True)


class FormShape(Schema):
    id = fields.String(required=True)
    title = fields.String(required=True)
    columns = records(ColumnShape)
    rows = fields.List(fields.List(fields.Raw(allow_none=True)))
    totals = fields.List(fields.Raw(allow_none=True), required=True, allow_none=True)
    notes = texts()
    source = fields.String(required=True)


FindingPage = collection_shape(FindingShape)


# ------------------------------------------------------------------ making
@routes.get('/history', summary='Make a report on gains of a period', request=PeriodRequest, response=fields.Integer(), async_capable=True)
def make_plain_report(context: Context, arguments: Any) -> int:
    return context.user.reports.run(Wish(arguments['from_timestamp'], arguments['to_timestamp']), context.job)


@routes.put(
    '/reports', summary='Make a report by the rules of a jurisdiction, or by other settings than the own ones', request=ReportRequest,
    response=fields.Integer(), async_capable=True)
def make_report(context: Context, arguments: Any) -> int:
    currency = arguments['profit_currency']
    if currency is not None:
        require_known(context, currency, 'profit_currency')
    settings = dict(arguments['settings'])
    if settings.get('taxfree_after_period') == -1:
        settings['taxfree_after_period'] = None
    terms = Terms(
        arguments['jurisdiction'], _choices(arguments['choices']), _by_year(arguments['method'], 'method', tuple(METHODS.values())),
        _by_year(arguments['scope'], 'scope', SCOPES))
    wish = Wish(
        arguments['from_timestamp'], arguments['to_timestamp'], arguments['year'], arguments['name'], terms, settings, currency,
        arguments['fetch_prices'])
    return context.user.reports.run(wish, context.job)


@routes.get('/history/status', summary='How far the report is that is being made', response=StatusShape)
def report_status(context: Context, arguments: Any) -> dict[str, str]:
    state, progress = context.user.reports.state
    return {'processing_state': state, 'total_progress': progress}


# ------------------------------------------------------------------ reading
@routes.get('/reports', summary='Reports that were made, the newest first', response=ReportListShape)
def list_reports(context: Context, arguments: Any) -> dict[str, Any]:
    return _listed(context, context.user.reports.all())


@routes.get('/reports/<int:report_id>', summary='One report', request=ReportIdentifier, response=ReportListShape)
def get_report(context: Context, arguments: Any) -> dict[str, Any]:
    return _listed(context, [context.user.reports.get(arguments['report_id'])])


@routes.patch('/reports/<int:report_id>', summary='Give a report another name', request=RenameRequest, response=flag())
def rename_report(context: Context, arguments: Any) -> bool:
    context.user.reports.rename(arguments['report_id'], arguments['name'])
    return True


@routes.delete('/reports', summary='Delete a report', request=ReportIdentifier, response=flag())
def delete_report(context: Context, arguments: Any) -> bool:
    context.user.reports.delete(arguments['report_id'])
    return True


@routes.delete('/reports/<int:report_id>', summary='Delete a report', request=ReportIdentifier, response=flag())
def delete_one_report(context: Context, arguments: Any) -> bool:
    return delete_report(context, arguments)


@routes.post('/reports/<int:report_id>/data', summary='A page of the lines of a report', request=DataRequest, response=collection_shape(LineShape))
def list_lines(context: Context, arguments: Any) -> dict[str, Any]:
    reports, identifier = context.user.reports, arguments['report_id']
    reports.get(identifier)
    start, end, category = arguments['from_timestamp'], arguments['to_timestamp'], arguments['event_type']
    wanted = LineFilter(
        None if start is None else start * 1000, None if end is None else end * 1000 + 999, None if category is None else category.replace('_', ' '),
        arguments['asset'], arguments['location'], arguments['account'], arguments['kind'],
        None if arguments['flags'] is None else tuple(arguments['flags']), arguments['counted'], arguments['group_identifier'], arguments['event_id'])
    found = reports.reader.find(identifier, wanted, page_of(arguments))
    return collection_of([line_shape(row) for row in found.rows], found.found, found.total)


@routes.get('/reports/<int:report_id>/lines/<int:index>', summary='One line with its lots, price and rule', request=LineRequest, response=OpenedLineShape)
def open_line(context: Context, arguments: Any) -> dict[str, Any]:
    reports = context.user.reports
    report = reports.get(arguments['report_id'])
    row = reports.reader.find_line(report.identifier, arguments['index'])
    if row is None:
        raise NotFoundError(f'The report has no line {arguments["index"]}.', index=arguments['index'])
    parts = row[packing.PARTS]
    lots = reports.reader.find_lines(report.identifier, [part[packing.PART_LINE] for part in parts if part[packing.PART_LINE] is not None])
    portfolio = row[packing.PORTFOLIO]
    return {
        'line': line_shape(row),
        'parts': [
            {**part_shape(part), 'acquisition': line_shape(lots[part[packing.PART_LINE]]) if part[packing.PART_LINE] in lots else None} for part in parts
        ],
        'price': _stored_price(context, report, row), 'rule': _rule_of(context, row),
        'portfolio': None if portfolio is None else dict(zip(('value', 'paid', 'used'), portfolio, strict=True)),
    }


@routes.get('/reports/<int:report_id>/forms', summary='Forms of a report', request=ReportIdentifier, response=records(FormShape), async_capable=True)
def list_forms(context: Context, arguments: Any) -> list[dict[str, Any]]:
    return [_form_shape(one) for one in context.user.reports.forms(arguments['report_id'], context.job)]


@routes.get(
    '/reports/<int:report_id>/findings', summary='What a report could not know, asked for by query', request=FindingsRequest, response=FindingPage)
@routes.post(
    '/reports/<int:report_id>/findings', summary='What a report could not know', request=FindingsRequest, response=FindingPage)
def list_findings(context: Context, arguments: Any) -> dict[str, Any]:
    context.user.reports.get(arguments['report_id'])
    page, every = page_of(arguments), context.user.reports.findings(arguments['report_id'])
    found = [one for one in every if arguments['kind'] in (None, one.kind)]
    last = len(found) if page.limit is None else page.offset + page.limit
    return collection_of([_finding_shape(one) for one in found[page.offset:last]], len(found), len(every))


@routes.get(
    '/history/actionable_items', summary='Acquisitions and prices that the last report did not know', request=ItemsRequest, response=ActionableShape)
def actionable_items(context: Context, arguments: Any) -> dict[str, Any]:
    reports = context.user.reports
    report = reports.newest() if arguments['report_id'] is None else reports.get(arguments['report_id'])
    found = [] if report is None else reports.findings(report.identifier)
    currency = '' if report is None else report.summary['settings']['profit_currency']
    prices = {(one.asset, one.timestamp // 1000): _missing_price(one, currency) for one in found if one.kind == 'missing_price'}
    return {
        'report_id': None if report is None else report.identifier,
        'missing_acquisitions': [_missing_acquisition(one) for one in found if one.kind == 'missing_acquisition'],
        'missing_prices': list(prices.values()),
    }


# ------------------------------------------------------------------ files
@routes.get(
    '/reports/<int:report_id>/export', summary='Write the lines of a report as CSV into a folder', request=ExportRequest, response=flag(),
    async_capable=True)
def export_report(context: Context, arguments: Any) -> bool:
    folder = Path(arguments['directory_path'])
    if not folder.is_absolute() or not folder.is_dir():
        raise InputError('directory_path: is not a folder on this computer', field='directory_path')
    pieces = context.user.reports.file(arguments['report_id'], 'csv', None, context.job)
    unfinished = folder / f'.{LINES_NAME}.unfinished'
    try:
        with unfinished.open('wb') as file:
            for piece in pieces:
                context.job.check()
                file.write(piece)
        unfinished.replace(folder / LINES_NAME)
    except OSError as error:
        raise StorageError(f'The file cannot be written: {error.strerror}.', code='export_failed') from None
    finally:
        unfinished.unlink(missing_ok=True)
    return True


@routes.get('/reports/<int:report_id>/download', summary='A report, or one of its forms, as a file', request=DownloadRequest, raw=True)
def download_report(context: Context, arguments: Any) -> Any:
    wanted: FileFormat = arguments['format']
    report = context.user.reports.get(arguments['report_id'])
    form = arguments['form']
    name = '_'.join(part for part in ('report', str(report.identifier), report.summary['jurisdiction'], report.summary['year'], form) if part)
    pieces = context.user.reports.file(report.identifier, wanted, form, context.job)
    return file_response(_started(pieces), f'{name}.{wanted}', MEDIA_TYPES[wanted])


# ------------------------------------------------------------------ inputs
@routes.post(
    '/history/debug', summary='All inputs of a report, in the answer or as a file in a folder', request=DebugExport, response=fields.Raw(),
    async_capable=True)
def export_inputs(context: Context, arguments: Any) -> Any:
    end = arguments['to_timestamp'] if arguments['to_timestamp'] is not None else context.app.clock()
    found = context.user.report_inputs.export(arguments['from_timestamp'], end)
    if arguments['directory_path'] is None:
        return found
    write_file(arguments['directory_path'], INPUT_NAME, orjson.dumps(found))
    return True


@routes.put('/history/debug', summary='Take in the inputs of a report from a file of this computer', request=DebugPath, response=flag(), async_capable=True)
def import_inputs(context: Context, arguments: Any) -> bool:
    context.user.report_inputs.take_in(read_file(arguments['filepath'], MAX_INPUT_BYTES))
    context.app.notifier.data_changed('history')
    return True


@routes.patch(
    '/history/debug', summary='Take in the inputs of a report from an uploaded file', request=DebugUpload, response=flag(), async_capable=True, upload=True)
def upload_inputs(context: Context, arguments: Any) -> bool:
    context.user.report_inputs.take_in(uploaded(arguments['filepath'], 'filepath', MAX_INPUT_BYTES))
    context.app.notifier.data_changed('history')
    return True


# ------------------------------------------------------------------ parts
def _listed(context: Context, reports: list[StoredReport]) -> dict[str, Any]:
    change = context.user.history.query.event_change_number()
    entries = [_report_shape(one, change) for one in reports]
    return {'entries': entries, 'entries_found': len(entries), 'entries_limit': NO_LIMIT}


def _report_shape(report: StoredReport, change: int) -> dict[str, Any]:
    said = dict(report.summary)
    return {
        'identifier': report.identifier, 'name': report.name, 'timestamp': report.created, 'start_ts': report.start, 'end_ts': report.end,
        'digest': report.digest, 'is_outdated': said['stamps']['history_change'] != change, **said,
    }


def _choices(raw: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """By year ('' for all others) and name. Raises InputError for another shape."""
    found: dict[str, dict[str, str]] = {}
    for name, value in raw.items():
        if isinstance(value, str):
            found.setdefault('', {})[name] = value
        elif isinstance(value, Mapping) and all(isinstance(one, str) for one in (*value, *value.values())):
            found[name] = dict(value)
        else:
            raise InputError(f'choices.{name}: must be text, or an object of texts for a year', field=f'choices.{name}')
    every = found.get('', {})
    return {year: {**every, **values} for year, values in found.items()}


def _by_year(raw: Any, name: str, words: tuple[str, ...]) -> dict[str, Any]:
    if raw is None:
        return {}
    values = {'': raw} if isinstance(raw, str) else raw
    if not isinstance(values, Mapping):
        raise InputError(f'{name}: must be text, or an object with one for each year', field=name)
    for year, value in values.items():
        path = f'{name}.{year}' if year else name
        if value not in words:
            raise InputError(f'{path}: must be one of {", ".join(dict.fromkeys(words))}', field=path)
    return dict(values)


def _stored_price(context: Context, report: StoredReport, row: Row) -> dict[str, Any] | None:
    currency, asset, time = report.summary['settings']['profit_currency'], row[packing.ASSET], row[packing.TIME] // 1000
    found = context.app.prices.historic.find([(asset, time)], currency, only_cache_period=HOUR_SECONDS).prices.get(asset, {}).get(time)
    return None if found is None else {'price': found.price, 'source': found.source, 'timestamp': found.timestamp, 'currency': currency}


def _rule_of(context: Context, row: Row) -> dict[str, Any] | None:
    """The rule that decided on a line, as it is now."""
    words = row[packing.RULE]
    for one in context.user.accounting_rules.load_all():
        if one.event_ids:
            if words == f'event:{row[packing.EVENT]}' and row[packing.EVENT] in one.event_ids:
                return data_shape(one.words, one.content, one.event_ids)
        elif words == '/'.join(part for part in one.words if part):
            return data_shape(one.words, one.content)
    return None


def _form_shape(form: Form) -> dict[str, Any]:
    head, *rows = form_rows(form)
    return {
        'id': form.id, 'title': form.title, 'columns': [{'name': name, 'kind': kind} for name, kind in form.columns],
        'rows': [[_plain(one) for one in row] for row in rows], 'totals': None if head[3] is None else [_plain(one) for one in head[3]],
        'notes': list(form.notes), 'source': form.source,
    }


def _plain(cell: Any) -> Any:
    return next(iter(cell.values())) if isinstance(cell, dict) else cell


def _finding_shape(finding: Finding) -> dict[str, Any]:
    return {
        'kind': finding.kind, 'timestamp': finding.timestamp, 'asset': finding.asset, 'event_id': finding.event_id, 'group_identifier': finding.group,
        'params': dict(finding.params),
    }


def _missing_acquisition(finding: Finding) -> dict[str, Any]:
    params = finding.params
    return {
        'asset': finding.asset, 'time': finding.timestamp // 1000, 'found_amount': str(params.get('found') or 0), 'missing_amount': str(params.get('missing')),
        'group_identifier': finding.group, **_event(finding),
    }


def _missing_price(finding: Finding, currency: str) -> dict[str, Any]:
    return {
        'from_asset': finding.asset, 'to_asset': currency, 'time': finding.timestamp // 1000, 'rate_limited': bool(finding.params.get('rate_limited')),
        'group_identifier': finding.group, **_event(finding),
    }


def _event(finding: Finding) -> dict[str, Any]:
    return {} if finding.event_id is None else {'originating_event_id': finding.event_id}


def _started(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first one made now: what goes wrong before it is an error with a status, and not a broken file."""
    first = next(pieces, b'')

    def all_of_them() -> Iterator[bytes]:
        yield first
        yield from pieces
    return all_of_them()
