"""Sentences about rows and files, made from their codes where they are shown."""

from collections.abc import Mapping
from typing import Any, Final

from rotkehlchen.contracts.importer import Problem

PROBLEMS: Final[Mapping[str, str]] = {
    'bad_amount': '{value} is no number', 'ambiguous_amount': '{value} may be a fraction or thousands: say which decimal sign the file uses',
    'negative_amount': 'an amount below zero makes no sense here', 'bad_time': '{value} is no time of a known format',
    'time_out_of_range': '{value} lies before 1990 or in the future', 'timezone_needed': 'the time has no time zone',
    'time_left_out': 'clocks were put forward over {value} in {zone}: this time never was there',
    'missing_value': 'a value is missing', 'missing_column': 'the file has no such column', 'unknown_asset': '{symbol} is no known asset, or one of several',
    'unknown_kind': '{kind} is no known kind of event', 'tax_without_asset': 'the file does not say in which currency {value} was kept back',
    'side_needed': '{kind} may be a purchase or a sale: say which', 'unexpected_amount': 'an amount makes no sense on this side',
    'bad_value': '{value} cannot be read',
    'too_many_cells': 'the row has {cells} cells, the header {columns}', 'not_read': 'the format told nothing of this row',
    'group_has_problem': 'line {line} of the same group could not be read',
    'bad_market': '{value} is no market of two assets', 'zero_amount': 'an amount of zero makes no sense here',
    'other_side_missing': 'no row tells the other side of this one',
    'sign_against_kind': 'the sign of the amount says another direction than the kind',
}
SKIPPED: Final[Mapping[str, str]] = {
    'duplicate': 'the same row stands there already', 'moves_nothing': 'it moves nothing', 'not_relevant': 'this kind of row changes no balance',
    'internal': 'it moved between your own accounts at this place', 'not_completed': 'it was not completed',
    'deleted': 'it was deleted there',
    'on_chain': 'it happened on a chain: add the address, and the chain tells it', 'told_by_other_file': 'another file of this source tells it',
    'told_by_other_row': 'another row tells it', 'books_of_loan': 'it is in the books of a loan and moves nothing of yours',
    'profit_of_position': 'profit and loss of positions are not taken from this file', 'open_position': 'the position is still open',
}
FILES: Final[Mapping[str, str]] = {
    'empty_file': 'is empty', 'too_large': 'is larger than {megabytes} MB', 'not_text': 'is a {kind} file; export it as CSV',
    'packed': 'is packed ({kind}); unpack it and choose the file inside',
    'nul_byte': 'holds a zero byte and is no text', 'wrong_encoding': 'is not {encoding}, although it begins like that',
    'line_too_long': 'a line has {characters} characters; {most} is the most', 'unclosed_quote': 'a quote that opens here is never closed',
    'header_missing': 'has no header of this source; missing are the columns {columns}', 'duplicate_column': 'the column occurs twice',
    'format_failed': 'the format {format} failed at this row: {error}', 'unknown_timezone': 'there is no time zone {timezone}',
}


def tell_problem(problem: Problem) -> str:
    sentence = _fill(PROBLEMS.get(problem.code, problem.code.replace('_', ' ')), problem.params)
    return f'{problem.column}: {sentence}' if problem.column else sentence


def tell_skipped(reason: str) -> str:
    return SKIPPED.get(reason, reason.replace('_', ' '))


def tell_file(code: str, params: Mapping[str, Any]) -> str:
    return _fill(FILES.get(code, code.replace('_', ' ')), params)


def _fill(template: str, params: Mapping[str, Any]) -> str:
    return template.format_map(_Values(params))


class _Values(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return '?'
