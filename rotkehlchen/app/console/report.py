"""`report`: gains of a tax year by a country's rules, or of any period, into one file."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rotkehlchen.accounting.setting import METHODS
from rotkehlchen.api.direct import DirectApi
from rotkehlchen.app.console import secret, target
from rotkehlchen.app.console.history import add_period
from rotkehlchen.app.console.secret import PASSWORD, Secret
from rotkehlchen.app.console.status import DONE, INCOMPLETE
from rotkehlchen.app.console.word import Answer, Call, Word
from rotkehlchen.core.errors import InputError

FORMATS: Final = ('csv', 'xlsx', 'pdf', 'json', 'zip')


def parse_choice(raw: str) -> tuple[str, str]:
    name, sign, value = raw.partition('=')
    if not (name and sign and value):
        raise ArgumentTypeError(f'{raw!r} is not of the form NAME=VALUE')
    return name, value


def _add(parser: ArgumentParser) -> None:
    parser.add_argument('--profile', default=None, metavar='NAME', help='name of the profile')
    secret.add_options(parser, PASSWORD)
    parser.add_argument('--jurisdiction', default=None, metavar='ID', help='whose rules: germany, united_kingdom; without it those of the settings')
    parser.add_argument('--year', default=None, help='tax year as the country calls it: 2024, 2024/25')
    add_period(parser)
    parser.add_argument('--choice', type=parse_choice, action='append', default=[], metavar='NAME=VALUE', help='what the law leaves to you; may be repeated')
    parser.add_argument('--method', choices=tuple(METHODS), default=None, help='which lots are sold first, in the place of what the settings say')
    parser.add_argument('--currency', default=None, metavar='ASSET', help='in the place of that of the country or of the settings')
    parser.add_argument('--offline', action='store_true', help='ask nobody for prices that are not stored')
    parser.add_argument('--format', choices=FORMATS, default=None, help="by the file's ending if it is not told; csv where that has none")
    parser.add_argument('--form', default=None, metavar='ID', help='only this form of the report')
    parser.add_argument('--discard', action='store_true', help='do not keep the report in the profile')
    parser.add_argument('--jurisdictions', action='store_true', help='list countries, their years and choices, and end')
    target.add_options(parser, 'report_COUNTRY_YEAR.FORMAT')


def _secrets(options: Namespace) -> Sequence[Secret]:
    return () if options.jurisdictions or options.profile is None else (PASSWORD,)


def _run(call: Call) -> Answer:
    options = call.options
    if options.jurisdictions:
        return _list_jurisdictions(call)
    if options.profile is None:
        raise InputError('profile: say whose report with --profile', field='profile')
    if options.year is not None and (options.start, options.end) != (None, None):
        raise InputError('year: a tax year is a period already; leave out --from and --to', field='year')
    file_format = _format(options)
    path = target.choose(options, _default_name(options, file_format))
    with call.profile() as (api, user):
        identifier = api.call('PUT', '/reports', **_wish(options))
        try:
            made = api.call('GET', '/reports/<int:report_id>', report_id=identifier)['entries'][0]
            forms = [] if options.jurisdiction is None else user.reports.forms(identifier, call.job)
            size = target.write(user.reports.file(identifier, file_format, options.form, call.job), path, call.job)
        except BaseException:
            user.reports.delete(identifier)  # nobody learns of it: it would be a riddle in the list of reports
            raise
        if options.discard:
            user.reports.delete(identifier)
    result = {
        'path': None if path is None else str(path), 'format': file_format, 'size': size, 'is_kept': not options.discard, 'report': made,
        'forms': [{'id': one.id, 'title': one.title} for one in forms],
    }
    lines = [] if path is None else [*_tell(made, path, made['name'] or _period(options)), *(f'  --form {one.id}: {one.title}' for one in forms)]
    return Answer(result, lines, INCOMPLETE if made['findings'] else DONE)


def _wish(options: Namespace) -> dict[str, Any]:
    wish: dict[str, Any] = {
        'from_timestamp': options.start or 0, 'to_timestamp': options.end, 'jurisdiction': options.jurisdiction, 'year': options.year,
        'choices': dict(options.choice), 'profit_currency': options.currency, 'fetch_prices': not options.offline,
    }
    if options.method is not None:
        wish |= {'settings': {'cost_basis_method': options.method}} if options.jurisdiction is None else {'method': METHODS[options.method]}
    return wish


def _format(options: Namespace) -> Any:
    if options.format is not None:
        return options.format
    ending = Path(options.output or '').suffix.removeprefix('.').lower()
    if ending and ending not in FORMATS:
        raise InputError(f'output: .{ending} is no format of reports ({", ".join(FORMATS)}); --format names one', field='output')
    return ending or 'csv'


def _period(options: Namespace) -> str:
    days = (('from', options.start), ('to', options.end))
    told = ' '.join(f'{word} {datetime.fromtimestamp(seconds, UTC).date()}' for word, seconds in days if seconds is not None)
    return told or 'all of the history'


def _default_name(options: Namespace, file_format: str) -> str:
    parts = ('report', options.jurisdiction, (options.year or '').replace('/', '-'), options.form)
    return '_'.join(part for part in parts if part) + f'.{file_format}'


def _tell(report: Mapping[str, Any], path: Path, period: str) -> Iterator[str]:
    currency = report['settings']['profit_currency']
    yield f'{path}: {report["lines"]} lines, {period}, in {currency}'
    for name, total in report['overview'].items():
        unknown = f', not known for {total["not_known"]} lines' if total.get('not_known') else ''
        yield f'  {name}: taxable {total["taxable"]}, free {total["free"]}{unknown}'
    for kind, count in report['findings'].items():
        yield f'  {kind.replace("_", " ")}: {count}'


def _list_jurisdictions(call: Call) -> Answer:
    with call.services(makes_directory=True) as services:
        found = DirectApi(services, call.job).call('GET', '/accounting/jurisdictions')
    lines = []
    for one in found:
        lines.append(f'{one["id"]}: {one["name"]}; years {", ".join(one["years"][:4])}, ...')
        lines += [f'  --choice {choice["name"]}={"|".join(choice["values"])}' for choice in one['choices']]
    return Answer(found, lines)


REPORT: Final = Word('report', "Makes a report on gains by a country's rules and writes it into a file.", _add, _run, _secrets)
