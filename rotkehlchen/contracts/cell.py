"""What a cell of a file means: a number in the file's notation, a moment in the file's format and zone. Pure.

Two notations are in use: '1,234.56' and '1.234,56'. A file is of one of them; which one, its own cells tell. '1,234' alone tells nothing:
where only such cells are, the user is asked.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from rotkehlchen.contracts.importer import Row, RowError
from rotkehlchen.core.errors import AmountError
from rotkehlchen.core.money import ZERO, parse_amount
from rotkehlchen.core.time import TimestampMs

Notation = Literal['point', 'comma', 'unknown']
EMPTY: Final = frozenset({'', '-', '--', '\u2013', '\u2014', 'n/a', 'N/A', 'null', 'NULL', 'None', 'nan', 'NaN'})
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_NUMBER: Final = re.compile(r"[+-]?[0-9](?:[0-9.,]|[' \u00a0\u202f](?=[0-9]{3}(?![0-9])))*(?:[eE][+-]?[0-9]+)?")
CURRENCY_SIGNS: Final = {'\u20ac': 'EUR', '\u00a3': 'GBP', '$': '', '\u00a5': ''}  # the latter are those of several
_SIGNS: Final = str.maketrans('', '', ''.join(CURRENCY_SIGNS))
_BLANKS: Final = str.maketrans('', '', "' \u00a0\u202f")
_SHORTENED: Final = re.compile(r'[eE]\+?[0-9]{2}$')  # a long number, such as one of a trade, in the spreadsheet's notation and not in the file's
_MINUS: Final = '\u2212'  # the sign that typesetting has for it
_COMMA: Final = re.compile(
    r'[+-]?(?:[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|0,[0-9]+|[0-9]{4,},[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]*|[0-9]{1,3}(?:\.[0-9]{3}){2,})(?:[eE].*)?')
_POINT: Final = re.compile(
    r'[+-]?(?:[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|0\.[0-9]+|[0-9]{4,}\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]*|[0-9]{1,3}(?:,[0-9]{3}){2,})(?:[eE].*)?')
_EITHER: Final = re.compile(r'[+-]?[1-9][0-9]{0,2},[0-9]{3}')
_EITHER_POINT: Final = re.compile(r'[+-]?[1-9][0-9]{0,2}\.[0-9]{3}')  # in a file where commas may be decimal signs
_GROUPED: Final[dict[str, re.Pattern[str]]] = {
    'point': re.compile(r"[+-]?(?:[0-9]{1,3}(?:[,' \u00a0\u202f][0-9]{3})+)(?:\.[0-9]*)?"),
    'comma': re.compile(r"[+-]?(?:[0-9]{1,3}(?:[.' \u00a0\u202f][0-9]{3})+|[0-9]+)?(?:,[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?"),
}
_SEPARATORS: Final[dict[str, dict[int, str | None]]] = {
    'point': {ord(char): None for char in ",' \u00a0\u202f"},
    'comma': {**{ord(char): None for char in ".' \u00a0\u202f"}, ord(','): '.'},
}
_OFFSET: Final = re.compile(r'(?:(?P<utc>Z|UTC|GMT)|(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>[0-9]{2}):?(?P<minutes>[0-9]{2}))$')


def find_notation(rows: Iterable[Row]) -> Notation:
    """Of a file, by its first rows. 'unknown': only cells such as '1,234', or some of one kind and some of the other."""
    point = comma = either = False
    for row in rows:
        for cell in row.cells.values():
            if (',' in cell or '.' in cell) and _NUMBER.fullmatch(cell := cell.translate(_SIGNS).strip()) and not _SHORTENED.search(cell):
                cell = cell.translate(_BLANKS)
                if _COMMA.fullmatch(cell):
                    comma = True
                elif _POINT.fullmatch(cell):
                    point = True
                elif _EITHER.fullmatch(cell):
                    either = True
    if comma:
        return 'unknown' if point else 'comma'
    return 'unknown' if either and not point else 'point'


def parse_number(text: str, notation: Notation, *, column: str | None = None, allow_negative: bool = True) -> Decimal | None:
    """None for an empty cell or a dash. Raises RowError('bad_amount' | 'negative_amount' | 'ambiguous_amount')."""
    if text in EMPTY:
        return None
    if text[0] == _MINUS:
        text = f'-{text[1:]}'
    if notation == 'unknown' and _EITHER_POINT.fullmatch(text):
        raise RowError('ambiguous_amount', column, value=text[:60])
    if notation != 'comma':
        try:
            value = parse_amount(text)
        except AmountError:
            value = _parse_grouped(text, notation, column)
    else:
        value = _parse_grouped(text, notation, column)
    if not allow_negative and value < ZERO:
        raise RowError('negative_amount', column, value=text[:60])
    return value


def _parse_grouped(text: str, notation: Notation, column: str | None) -> Decimal:
    if notation == 'unknown':
        plain = _plain_of_unknown(text, column)
    elif _GROUPED[notation].fullmatch(text) and any(char.isdigit() for char in text):
        plain = text.translate(_SEPARATORS[notation])
    else:
        raise RowError('bad_amount', column, value=text[:60])
    try:
        return parse_amount(plain)
    except AmountError:
        raise RowError('bad_amount', column, value=text[:60]) from None


def _plain_of_unknown(text: str, column: str | None) -> str:
    """In a file whose notation nobody knows, a cell that says by itself which one it is in."""
    if _EITHER.fullmatch(text):
        raise RowError('ambiguous_amount', column, value=text[:60])
    for notation, pattern in (('comma', _COMMA), ('point', _POINT)):
        if pattern.fullmatch(text):
            return text.translate(_SEPARATORS[notation])
    raise RowError('bad_amount', column, value=text[:60])


class ZoneError(RowError):
    """A moment without a zone, and nobody says which one."""

    def __init__(self, column: str | None) -> None:
        super().__init__('timezone_needed', column)


class TimeReader:
    """Reads moments. `user_format`: of strptime, goes first. `user_zone`: the user's word, goes before the source's.

    `latest`: what is later than this (UTC milliseconds) has a wrong date. `fallback`: the zone where nobody says one; `is_assumed` tells that
    it was used. Without it such a moment is a ZoneError. `is_doubled` tells that a moment was of an hour that clocks showed twice,
    `swapped` is the first text that makes sense only where days and months change places: then the others of its file mean something else, too,
    unless one of them makes sense only as it is (`is_sure`).
    """

    def __init__(self, user_format: str | None, user_zone: tzinfo | None, latest: int, fallback: tzinfo | None = None) -> None:
        self.is_assumed = False
        self.is_doubled = False
        self.swapped: str | None = None
        self.is_sure = False
        self._fallback = fallback
        self._user_format = user_format
        self._user_zone = user_zone
        self._latest = latest
        self._earliest = int(EARLIEST.timestamp()) * 1000
        self._known: dict[tuple[str, tuple[str, ...], tzinfo | None], TimestampMs] = {}

    def read(self, text: str, column: str | None, formats: Sequence[str], zone: tzinfo | None) -> TimestampMs:
        """Raises RowError('missing_value' | 'bad_time' | 'time_out_of_range' | 'timezone_needed' | 'time_left_out')."""
        if text.isdigit() and not self._user_format:
            return self._read(text, column, formats, zone)  # numbers differ from row to row
        key = (text, tuple(formats), zone)
        found = self._known.get(key)
        if found is None:
            found = self._read(text, column, formats, zone)
            if len(self._known) < 10_000:
                self._known[key] = found
        return found

    def _read(self, text: str, column: str | None, formats: Sequence[str], zone: tzinfo | None) -> TimestampMs:
        if not text:
            raise RowError('missing_value', column)
        wanted = [*((self._user_format,) if self._user_format else ()), *(formats or ('iso',))]
        found = next(((one, name) for name in wanted if (one := self._by_format(text, name, zone, column)) is not None), None)
        if found is None:
            if self.swapped is None and not self._user_format and any(_reads_swapped(text, name) for name in wanted):
                self.swapped = text
            raise RowError('bad_time', column, value=text[:60])
        value, name = found
        self.is_sure = self.is_sure or (_has_order(name) and not _reads_swapped(text, name))
        if not self._earliest <= value <= self._latest:
            raise RowError('time_out_of_range', column, value=text[:60])
        return TimestampMs(value)

    def _by_format(self, text: str, name: str, zone: tzinfo | None, column: str | None) -> int | None:
        if name in ('unix', 'unix_ms'):
            if not (text.isascii() and text.isdigit() and (9 <= len(text) <= 11 if name == 'unix' else 12 <= len(text) <= 17)):
                return None
            return int(text) * (1000 if name == 'unix' else 1)
        moment = _parse_iso(text) if name == 'iso' else _parse_by_format(text, name)
        if moment is None:
            return None
        if moment.tzinfo is None:
            used = self._user_zone or zone
            if used is None:
                if self._fallback is None:
                    raise ZoneError(column)
                used, self.is_assumed = self._fallback, True
            moment = self._place(moment, used, column)
        try:
            return (moment - _EPOCH) // _MILLISECOND
        except OverflowError:
            return None


    def _place(self, moment: datetime, zone: tzinfo, column: str | None) -> datetime:
        """What clocks never showed is a sign of the wrong zone. What they showed twice is taken as the first of both, and told."""
        if isinstance(zone, timezone):  # of one offset for all time
            return moment.replace(tzinfo=zone)
        first, second = moment.replace(tzinfo=zone, fold=0), moment.replace(tzinfo=zone, fold=1)
        if first.utcoffset() != second.utcoffset():
            if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(fold=0):
                raise RowError('time_left_out', column, value=str(moment), zone=str(zone))
            self.is_doubled = True
        return first


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def _parse_iso(text: str) -> datetime | None:
    """ISO 8601 as people write it: a blank or 'T', with or without seconds, fractions and zone (' UTC', ' +0000' too)."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    if not text[:4].isdigit():  # fromisoformat takes weeks and days of the year, nothing else
        return None
    return _with_offset(text, datetime.fromisoformat)


def _parse_by_format(text: str, name: str) -> datetime | None:
    plain = _plain_format(name)
    if plain is None:
        text = _SPELLED.sub(lambda match: _SPELLINGS[match[0].lower()], text)
    if plain is not None:
        found = _parse_plain(text, *plain)
        return found or _with_offset(text, lambda body: _parse_plain(body, *plain))
    try:
        return datetime.strptime(text, name)  # noqa: DTZ007 (the zone is told elsewhere)
    except ValueError:
        if '%z' in name or '%Z' in name:
            return None
    return _with_offset(text, lambda body: datetime.strptime(body, name))  # noqa: DTZ007


# As some computers write the month and the half of the day.
_SPELLINGS: Final = {'sept': 'Sep', 'a.m.': 'AM', 'p.m.': 'PM'}
_SPELLED: Final = re.compile(r'\bsept\b|\b[ap]\.m\.', re.IGNORECASE)


@lru_cache(maxsize=256)
def _plain_format(name: str) -> tuple[re.Pattern[str], tuple[str, ...]] | None:
    """A format of numbers only as a pattern and its directives in their order, which reads as `strptime` does in a fraction of the time."""
    pattern, directives, rest = '', [], name
    while rest:
        char, rest = rest[0], rest[1:]
        if char == '%':
            directive, rest = rest[:1], rest[1:]
            if directive not in _DIGITS or directive in directives:
                return None
            directives.append(directive)
            pattern += f'({_DIGITS[directive]})'
        else:
            pattern += r'\s+' if char.isspace() else re.escape(char)
    return (re.compile(pattern, re.ASCII), tuple(directives)) if {'d', 'm'} < set(directives) and len({'y', 'Y'} & set(directives)) == 1 else None


_DIGITS: Final = {'Y': '[0-9]{4}', 'y': '[0-9]{2}', **dict.fromkeys('mdHMS', '[0-9]{1,2}'), 'f': '[0-9]{1,6}'}


def _parse_plain(text: str, pattern: re.Pattern[str], directives: tuple[str, ...]) -> datetime | None:
    match = pattern.fullmatch(text)
    if match is None:
        return None
    part = dict(zip(directives, match.groups(), strict=True))
    year = int(part['Y']) if 'Y' in part else int(part['y']) + (1900 if int(part['y']) > 68 else 2000)  # as strptime divides the centuries
    try:
        return datetime(  # noqa: DTZ001 (the zone is told elsewhere)
            year, int(part['m']), int(part['d']), int(part.get('H', 0)), int(part.get('M', 0)), int(part.get('S', 0)),
            int(part.get('f', '0').ljust(6, '0')))
    except ValueError:
        return None


def _has_order(name: str) -> bool:
    """Whether day and month might change places."""
    return '%d' in name and '%m' in name


def _reads_swapped(text: str, name: str) -> bool:
    if not _has_order(name):
        return False
    return _parse_by_format(text, name.replace('%d', '%\0').replace('%m', '%d').replace('%\0', '%m')) is not None


def _with_offset(text: str, parse: Callable[[str], datetime | None]) -> datetime | None:
    match = _OFFSET.search(text)
    if match is None:
        return None
    try:
        moment = parse(text[:match.start()].rstrip())
    except ValueError:
        return None
    if moment is None:
        return None
    if match['utc']:
        return moment.replace(tzinfo=UTC)
    offset = timedelta(hours=int(match['hours']), minutes=int(match['minutes']))
    if offset >= timedelta(hours=24):
        return None
    return moment.replace(tzinfo=timezone(-offset if match['sign'] == '-' else offset))
