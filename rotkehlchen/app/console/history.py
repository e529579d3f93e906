"""`export`: the history, or a part of it, as CSV. The file can be imported again."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from marshmallow import ValidationError

from rotkehlchen.api.envelope import input_error
from rotkehlchen.api.history_filter import EventFilter, filter_of
from rotkehlchen.app.console import target
from rotkehlchen.app.console.word import Answer, Call, Word, add_profile, profile_secrets
from rotkehlchen.core.errors import InputError
from rotkehlchen.services.container import UserServices
from rotkehlchen.services.history.export import NAME

STEP: Final = 'export'


def parse_first_day(raw: str) -> int:
    """UTC seconds of the beginning of a day ('2024-01-31')."""
    try:
        return int(datetime.strptime(raw, '%Y-%m-%d').replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise ArgumentTypeError(f'{raw!r} is no day such as 2024-01-31') from None


def parse_last_day(raw: str) -> int:
    """UTC seconds of the end of a day."""
    return parse_first_day(raw) + int(timedelta(days=1).total_seconds()) - 1


def add_period(parser: ArgumentParser) -> None:
    parser.add_argument('--from', dest='start', type=parse_first_day, default=None, metavar='DAY', help='first day, in UTC: 2024-01-31')
    parser.add_argument('--to', dest='end', type=parse_last_day, default=None, metavar='DAY', help='last day, in UTC')


def _add(parser: ArgumentParser) -> None:
    add_profile(parser)
    add_period(parser)
    parser.add_argument('--location', default=None, help='only what happened there: kraken, ethereum')
    parser.add_argument('--asset', default=None, help='only this asset: ETH, eip155:1/erc20:0x…')
    parser.add_argument('--with-ignored-assets', action='store_true', help='events of ignored assets, too')
    target.add_options(parser, NAME)


def _run(call: Call) -> Answer:
    path = target.choose(call.options, NAME)
    asset = call.options.asset
    with call.profile() as (api, user):
        if asset and api.services.assets.find(asset) is None:  # or a slip of the pen would be an empty file that looks like an answer
            raise InputError(f'asset: {asset} is not a known asset', field='asset', code='unknown_asset')
        wanted = filter_of(user, _filter(call))
        total = user.history.query.count(wanted)
        pieces = _watched(call, user, wanted, total)
        size = target.write(pieces, path, call.job)
    lines = [] if path is None else [f'{path}: {total} events, {size} bytes']
    return Answer({'path': None if path is None else str(path), 'events': total, 'size': size}, lines)


def _filter(call: Call) -> Any:
    options = call.options
    if options.start is not None and options.end is not None and options.start > options.end:
        raise InputError('from: must not be after --to', field='from')
    try:
        return EventFilter().load({
            'from_timestamp': options.start or 0, 'to_timestamp': options.end, 'location': options.location, 'asset': options.asset,
            'exclude_ignored_assets': not options.with_ignored_assets,
        })
    except ValidationError as error:
        raise input_error(error) from None


def _watched(call: Call, user: UserServices, wanted: Any, total: int) -> Iterator[bytes]:
    done = -1  # the header is a line, too
    for piece in user.history.exporter.stream(wanted, ascending=True):
        done += piece.count(b'\r\n')
        call.job.report(min(done, total), total, STEP)
        yield piece


EXPORT: Final = Word('export', 'Writes the history of a profile, or a part of it, as CSV.', _add, _run, profile_secrets)
