"""`import`: CSV files into a profile, or with --dry-run what they would bring."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rotkehlchen.api.direct import DirectApi
from rotkehlchen.api.envelope import outcome_of_error
from rotkehlchen.app.console.status import DONE, INCOMPLETE, status_of
from rotkehlchen.app.console.word import Answer, Call, Word, add_profile, profile_secrets
from rotkehlchen.core.errors import AppError, CancelledError, InputError

SHOWN: Final = 5


def _add(parser: ArgumentParser) -> None:
    parser.add_argument('files', nargs='+', type=Path, metavar='FILE')
    add_profile(parser)
    parser.add_argument('--dry-run', action='store_true', help='only say what would be imported; nothing is stored')
    parser.add_argument('--source', default='', help='who wrote the files (default: found out by their header); mapping:NAME for a saved mapping')
    parser.add_argument('--timezone', default=None, help='zone of times that name none: UTC, Europe/Vienna')
    parser.add_argument('--timestamp-format', default=None, help='how times are written, for sources that leave it open: %%d.%%m.%%Y %%H:%%M')
    parser.add_argument('--decimal', choices=('point', 'comma'), default=None, help='decimal sign, where the file leaves it open')
    parser.add_argument('--location', default=None, help='where it happened, for sources that do not say')
    parser.add_argument('--show', type=parse_count, default=SHOWN, metavar='NUMBER', help='groups and left-out rows to print (default: %(default)s)')


def parse_count(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit()):
        raise ArgumentTypeError(f'{raw!r} is no number of lines')
    return int(raw)


def _run(call: Call) -> Answer:
    with call.profile() as (api, _user):
        found = [_import_one(call, api, path) for path in call.options.files]
    lines = [line for one in found for line in _tell(one, call.options.show, is_dry=call.options.dry_run)]
    if len(found) > 1:
        failed = sum(one['error'] is not None for one in found)
        lines.append(f'{len(found)} files, {failed} of them could not be {"read" if call.options.dry_run else "imported"}.')
    return Answer({'is_dry_run': call.options.dry_run, 'files': found}, lines, INCOMPLETE if any(map(_is_incomplete, found)) else DONE)


def _import_one(call: Call, api: DirectApi, path: Path) -> dict[str, Any]:
    """`result` as the API has it, or `error` and `message`. A single file that fails is raised: there is nothing else to tell."""
    options = call.options
    method, route = 'PUT', '/import/preview' if options.dry_run else '/import/runs'
    try:
        result = api.call(
            method, route, file=str(path.expanduser().absolute()), source=options.source, timezone=options.timezone,
            timestamp_format=options.timestamp_format, decimal=options.decimal, location=options.location)
    except CancelledError:
        raise
    except AppError as error:
        if len(options.files) == 1:
            raise _with_option(error) from None
        outcome = outcome_of_error(_with_option(error))
        return {'file': str(path), 'result': None, 'message': outcome.message, 'error': outcome.error, 'status': status_of(error)}
    return {'file': str(path), 'result': result, 'message': '', 'error': None, 'status': DONE}


OPTION_OF_NEED: Final[Mapping[str, str]] = {
    'format': '--source', 'mapping': '--source mapping:NAME', 'timezone': '--timezone', 'decimal': '--decimal', 'time_format': '--timestamp-format',
}


def _with_option(error: AppError) -> AppError:
    """An open question with the options that answer it."""
    if error.error_code != 'import_needs':
        return error
    params = dict(error.params)
    options = ', '.join(OPTION_OF_NEED[str(need)] for need in params['needs'])  # type: ignore[attr-defined]
    candidates = params['candidates']
    which = f' ({", ".join(candidates)})' if candidates else ''  # type: ignore[arg-type]
    return InputError(f'{error.message} Use {options}{which}.', code=error.error_code, **params)  # type: ignore[arg-type]


def _is_incomplete(one: Mapping[str, Any]) -> bool:
    result = one['result']
    return result is None or bool(result['problem_count'] or result['needs'])


def _tell(one: Mapping[str, Any], most: int, *, is_dry: bool) -> Iterator[str]:
    result = one['result']
    if result is None:
        yield f'{one["file"]}: {one["message"]}'
        return
    what = f'{result["new_groups"]} new of {result["groups"]} groups' if is_dry else f'{result["imported"]} imported, {result["unchanged"]} there already'
    left = f'{result["skipped_count"]} rows left out, {result["problem_count"]} with a problem'
    yield f'{one["file"]}: {result["format"] or "unknown source"}, {result["rows"]} rows; {what}; {left}'
    for need in result['needs']:
        yield f'  open: {OPTION_OF_NEED[need]} has to be said to import it'
    for group in result.get('preview', ())[:most]:
        yield from (f'  {_moment(event["timestamp"])}  {_words(event)}' for event in group)
    for row in result['problems'][:most]:
        yield f'  line {row["line"]}: {row["message"]}'
    for row in result['skipped'][:most]:
        yield f'  line {row["line"]} left out: {row["message"]}'
    for asset in result['unknown_assets']:
        likely = f'; perhaps {", ".join(asset["candidates"][:3])}' if asset['candidates'] else ''
        yield f'  {asset["symbol"]}: no known asset ({asset["rows"]} rows){likely}'
    for place, rows in result['unknown_places'].items():
        yield f'  {place}: no known location, taken as external ({rows} rows)'


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime('%Y-%m-%d %H:%M:%S')


def _words(event: Mapping[str, Any]) -> str:
    kind = event['event_type'] if event['event_subtype'] == 'none' else f'{event["event_type"]}/{event["event_subtype"]}'
    return f'{kind}  {event["amount"]} {event["asset"]}  {event["location"]}'


IMPORT: Final = Word('import', 'Imports CSV files into a profile: each of them whole or not at all, and never twice.', _add, _run, profile_secrets)
