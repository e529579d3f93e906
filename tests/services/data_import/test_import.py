"""Files into the history: nothing is lost, nothing comes twice, nothing is half there, and nothing is assumed."""

import csv
import io
import os
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rotkehlchen.contracts.registry import Registry
from rotkehlchen.contracts.table import Sheet, decode_text
from rotkehlchen.core.errors import CancelledError, InputError, NotFoundError
from rotkehlchen.core.money import from_text, to_text
from rotkehlchen.core.progress import QuietJob, cancelled
from rotkehlchen.services.data_import import worker
from rotkehlchen.services.data_import.asset_symbol import SymbolBook, SymbolTable
from rotkehlchen.services.data_import.reading import Reading, ReadOptions, ReadOrder
from rotkehlchen.services.data_import.service import read_import_file
from rotkehlchen.services.data_import.text import tell_problem
from rotkehlchen.storage.database import Database
from tests.services.data_import.world import EVENTS, NOW, TRADES, World, exports

TIME = 1_658_912_400_000


@pytest.fixture
def world(user_database: Database) -> World:
    return World(user_database)


def trade_rows(count: int, start: int = 0) -> str:
    return ''.join(f'kraken,EUR,ETH,{n + 1},100,1,EUR,note {n},{TIME + n * 1000}\n' for n in range(start, start + count))


# ---------------------------------------------------------------------- what is stored
def test_import_stores_events_with_where_they_came_from(world: World) -> None:
    result = world.run(TRADES + trade_rows(1))
    assert (result.run.imported, result.run.unchanged, result.run.events, result.run.file) == (1, 0, 3, 'my file.csv')
    spent, received, fee = world.stored()
    assert [(one.key, one.rule, one.sources, one.entry_type, one.location) for one in (spent, received, fee)] == [
        (key, 'import:rotki_trades', ('line:2',), 'swap event', 'kraken') for key in ('spend', 'receive', 'fee')]
    assert spent.group == received.group == fee.group
    assert ('data_changed', {'what': 'history'}) in world.messages


def test_file_imported_again_changes_nothing(world: World) -> None:
    world.run(TRADES + trade_rows(5))
    before = world.dump()[:2]
    again = world.run(TRADES + trade_rows(5))
    assert (again.run.imported, again.run.unchanged) == (0, 5)
    assert world.dump()[:2] == before


def test_longer_export_adds_only_what_is_new(world: World) -> None:
    world.run(TRADES + trade_rows(3))
    again = world.run(TRADES + trade_rows(2, start=3) + trade_rows(3))
    assert (again.run.imported, again.run.unchanged) == (2, 3)
    assert len(world.stored()) == 15


def test_what_the_user_changed_outlives_the_next_import(world: World) -> None:
    world.run(TRADES + trade_rows(2))
    found = [one for batch in world.events.iter_events() for one in batch]
    world.events.edit({found[0].identifier: {'amount': '7'}})
    world.events.delete([found[4].identifier])
    world.run(TRADES + trade_rows(2))
    assert [str(one.amount) for one in world.stored()] == ['7', '1', '1', '100', '1']


def test_equal_rows_are_two_events_unless_the_format_says_that_they_are_one(world: World) -> None:
    row = f'kraken,EUR,ETH,1,100,,,,{TIME}\n'
    same = world.run(TRADES + row + row)
    assert [(one.line, one.reason) for one in same.report.skipped] == [(3, 'duplicate')]
    table = 'When,What,How much\n2021-01-01T00:00:00Z,ETH,1\n2021-01-01T00:00:00Z,ETH,1\n'
    world.service.save_mapping(mapping())
    assert world.run(table).run.imported == 2
    assert world.run(table).run.unchanged == 2


def mapping(**more: Any) -> Any:
    from rotkehlchen.services.data_import.mapper import parse_mapping
    return parse_mapping('mine', {'columns': {'time': 'When', 'asset': 'What', 'amount': 'How much'}} | more)


KOINLY = ('Date,Type,Tag,Sending Wallet,Sent Amount,Sent Currency,Receiving Wallet,Received Amount,Received Currency,Fee Amount,Fee Currency,'
          'Gain (EUR),Net Value (EUR)\n2023-01-01 10:00:00,buy,,Kraken,1000,EUR,Kraken,1,ETH,,,{gain},{gain}\n')
COINTRACKER = ('Date,Type,Transaction ID,Received Quantity,Received Currency,Received Cost Basis (USD),Received Wallet,Sent Quantity,Sent Currency,'
               'Sent Wallet,Fee Amount,Fee Currency,Realized Return (USD)\n01/05/2023 10:11:12,BUY,,1,ETH,{gain},Kraken,170,EUR,Kraken,,,{gain}\n')
BITCOIN_TAX = ('Date,Action,Symbol,Account,Volume,Price,Currency,Fee,FeeCurrency,Total,Cost/Proceeds,ExchangeId,SymbolBalance\n'
               '2018-06-03 21:16:15 +0000,BUY,ETH,Kraken,1,100,EUR,1,EUR,-101,101,,{gain}\n')


@pytest.mark.parametrize('export', [KOINLY, COINTRACKER, BITCOIN_TAX], ids=['koinly', 'cointracker', 'bitcoin_tax'])
def test_newer_export_whose_gains_were_worked_out_anew_brings_nothing_twice(world: World, export: str) -> None:
    assert world.run(export.format(gain='12.5')).run.imported == 1
    again = world.run(export.format(gain='13.5')).run
    assert (again.imported, again.unchanged) == (0, 1)


# ---------------------------------------------------------------------- every row has one outcome
@pytest.mark.parametrize('file', exports(), ids=lambda file: f'{file.parent.name}/{file.stem}')
def test_every_export_is_known_by_its_header_and_every_row_has_one_outcome(file: Path) -> None:
    table = SymbolTable({}, {}, frozenset())
    registry = Registry()
    order = ReadOrder(
        file.read_bytes(), tuple(one.id for one in registry.manifests('importer')), (), SymbolBook({}, {}, table), {}, NOW * 1000 * 2,
        ReadOptions(assume_zone=True))
    reading = Reading(order, registry)
    # a file that two formats share is asked about; else it is the one of its folder
    found = reading.find()
    assert file.parent.name in found.candidates
    if found.choice:
        groups = [group for batch in reading.batches() for group in batch]
        lines = [int(word[5:]) for group in groups for word in {word for _, values in group[4] for word in values[16].split()}]
        left_out = [one.line for one in (*reading.report.skipped, *reading.report.problems)]
        assert not set(lines) & set(left_out)
        assert max(Counter(left_out).values(), default=1) == 1
        assert len(set(lines) | set(left_out)) == reading.report.rows
        assert 'not_read' not in {one.code for one in reading.report.problems}


cells = st.sampled_from(['kraken', 'nowhere', 'EUR', 'ETH', 'GONE', '1', '2.5', '-3', '', 'x', '=1+1', str(TIME), '2021-01-01T00:00:00Z', '"', '1,5'])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cells, min_size=7, max_size=10), max_size=8))
def test_any_rows_end_in_groups_skipped_or_problems_and_importing_them_again_changes_nothing(world: World, rows: list[list[str]]) -> None:
    content = TRADES + ''.join(','.join(row) + '\n' for row in rows)
    try:
        first = world.run(content)
    except InputError as error:
        if error.params.get('reason') == 'unclosed_quote' or error.error_code == 'import_needs':
            return
        raise
    before = world.dump()[:2]
    report = first.report
    assert report.rows == report.groups + report.skipped_count + report.problem_count
    again = world.run(content)
    assert again.run.imported == 0
    assert world.dump()[:2] == before


@pytest.mark.parametrize('file', [file for file in exports() if file.parent.name != 'own_export'], ids=lambda file: f'{file.parent.name}/{file.stem}')
def test_same_export_in_the_other_order_brings_nothing_new(world: World, monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr(SymbolTable, 'find', lambda _, symbol: symbol.upper())
    content = file.read_text(encoding='utf-8')
    sheet = Sheet(decode_text(content.encode()))
    found = sheet.find_header(Registry().load('importer', file.parent.name).FORMAT.headers)
    assert found is not None
    records = list(sheet.records(found[0].delimiter, found[0].line))

    def written(order: int) -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=found[0].delimiter).writerows([records[0][1], *[cells for _, cells in records[1:]][::order]])
        return out.getvalue()

    first = world.run(written(1), file.parent.name, assume_zone=True)
    events = world.told()
    second = world.run(written(-1), file.parent.name, assume_zone=True)
    assert (first.run.imported > 0, second.run.imported, second.run.unchanged) == (True, 0, first.run.imported)
    assert world.told() == events


def test_rows_that_make_no_sense_are_listed_with_line_column_and_reason(world: World) -> None:
    result = world.run(EVENTS + (
        f'Deposit,kraken,ETH,1,,,,{TIME}\n'
        f'Gambling,kraken,ETH,1,,,,{TIME}\n'
        f'Deposit,kraken,ETH,one,,,,{TIME}\n'
        f'Deposit,kraken,GONE,1,,,,{TIME}\n'
        'Deposit,kraken,ETH,1,,,,long ago\n'
        f'Deposit,kraken,ETH,1,,,,{TIME},more\n'
        'Deposit,kraken,ETH,1\n'))
    assert [(one.line, one.code, one.column) for one in result.report.problems] == [
        (3, 'unknown_kind', 'Type'), (4, 'bad_amount', 'Amount'), (5, 'unknown_asset', 'Currency'), (6, 'bad_time', 'Timestamp'),
        (7, 'too_many_cells', None), (8, 'missing_value', 'Timestamp')]
    assert (result.run.imported, result.run.problems) == (1, 6)
    kept = world.service.left_out(result.run.identifier)
    assert [row['line'] for row in kept['problems']] == [3, 4, 5, 6, 7, 8]
    assert kept['problems'][1]['message'] == 'Amount: one is no number'


# ---------------------------------------------------------------------- questions
def test_time_without_a_zone_is_asked_and_never_assumed(world: World) -> None:
    content = TRADES + 'kraken,EUR,ETH,1,100,,,,2021-07-01 12:00:00\n'
    shown = world.preview(content)
    assert (shown.found.needs, shown.report.groups) == (['timezone'], 1)
    with pytest.raises(InputError) as caught:
        world.run(content)
    assert (caught.value.error_code, caught.value.params['needs'], caught.value.params['line']) == ('import_needs', ['timezone'], 2)
    assert world.dump() == [[]] * 6
    world.run(content, timezone='America/New_York')
    assert world.stored()[0].timestamp == 1_625_155_200_000
    assert world.preview(content, timezone='America/New_York').found.needs == []


def test_times_that_clocks_never_showed_are_problems_and_those_they_showed_twice_are_told(world: World) -> None:
    head = 'Type,Datetime,Account,Amount,Value,Rate,Fee,Sub Type\n'
    row = 'Deposit,"{}",Main,1.0 ETH,,,,\n'
    gap, twice = row.format('Mar. 26, 2023, 02:30 AM'), row.format('Oct. 29, 2023, 02:30 AM')
    result = world.run(head + gap + twice, timezone='Europe/Berlin')
    assert [(one.line, one.code, one.column) for one in result.report.problems] == [(2, 'time_left_out', 'Datetime')]
    assert 'Europe/Berlin' in tell_problem(result.report.problems[0])
    assert [one.timestamp for one in world.stored()] == [1_698_539_400_000]  # the first of both, in summer time
    assert result.found.notices == ['clock_put_back']
    assert world.preview(head + gap + twice, timezone='Asia/Tokyo').found.notices == []


def test_dates_whose_days_and_months_have_changed_places_are_asked(world: World) -> None:
    head = 'Date,Received Quantity,Received Currency,Sent Quantity,Sent Currency,Fee Amount,Fee Currency,Tag\n'
    content = head + '02/01/2023 10:00:00,1,ETH,,,,,\n13/01/2023 10:00:00,2,ETH,,,,,\n'
    shown = world.preview(content)
    assert (shown.found.needs, shown.report.groups) == (['time_format'], 1)
    with pytest.raises(InputError) as caught:
        world.run(content)
    assert (caught.value.params['needs'], caught.value.params['line']) == (['time_format'], 3)
    assert world.stored() == []
    world.run(content, timestamp_format='%d/%m/%Y %H:%M:%S')
    sure = world.preview(content + '01/25/2023 10:00:00,3,ETH,,,,,\n')  # a row that tells the order: the other one is a slip
    assert (sure.found.needs, [one.line for one in sure.report.problems]) == ([], [3])
    assert [one.timestamp for one in world.stored()] == [1_672_653_600_000, 1_673_604_000_000]


def test_established_call_takes_utc_and_says_so(world: World) -> None:
    request = world.request(TRADES + f'kraken,EUR,ETH,1,100,,,,2021-07-01 12:00:00\nmoon,EUR,GONE,1,1,,,,{TIME}\n', 'rotki_trades')
    assert world.service.import_established(request, QuietJob()) is True
    assert world.stored()[0].timestamp == 1_625_140_800_000
    [message] = [data for kind, data in world.messages if kind == 'progress_updates']
    assert (message['subtype'], message['source_name'], message['total'], message['processed']) == ('csv_import_result', 'Generic trades', 2, 1)
    assert message['messages'][0]['rows'] == [3]
    assert message['messages'][0]['is_error'] is True
    assert any('UTC' in one['msg'] for one in message['messages'])


def test_number_of_two_meanings_is_asked(world: World) -> None:
    content = TRADES.replace(',', ';') + f'kraken;EUR;ETH;1;1,234;;;;{TIME}\n'
    assert world.preview(content).found.needs == ['decimal']
    with pytest.raises(InputError) as caught:
        world.run(content)
    assert caught.value.params['needs'] == ['decimal']
    assert world.dump() == [[]] * 6
    world.run(content, decimal='comma')
    assert world.told()[0] == ('trade', 'spend', 'EUR', '1.234')


def test_file_with_decimal_commas_is_read_as_what_it_is(world: World) -> None:
    world.run(TRADES.replace(',', ';') + f'kraken;EUR;ETH;0,5;1.234,56;;;;{TIME}\n')
    assert world.told() == [('trade', 'spend', 'EUR', '1234.56'), ('trade', 'receive', 'ETH', '0.5')]


def test_unknown_file_is_shown_with_its_columns_and_refused(world: World) -> None:
    shown = world.preview('When;What;How much\n1;=cmd|x;3\n')
    assert (shown.found.needs, shown.found.columns, shown.found.delimiter) == (['mapping'], ('When', 'What', 'How much'), ';')
    with pytest.raises(InputError) as caught:
        world.run('When;What;How much\n1;2;3\n')
    assert caught.value.params['needs'] == ['mapping']


def test_file_of_another_source_names_the_columns_that_are_missing(world: World) -> None:
    with pytest.raises(InputError) as caught:
        world.run(TRADES.replace(',Timestamp', ',Time') + trade_rows(1), 'rotki trades')
    assert (caught.value.error_code, caught.value.params['reason']) == ('unreadable_table', 'header_missing')
    assert (caught.value.params['columns'], caught.value.params['line'], caught.value.params['column']) == ('Timestamp', 1, 'Timestamp')
    with pytest.raises(InputError) as caught:
        world.run(TRADES, 'myspace')
    assert caught.value.error_code == 'unknown_source'


def test_file_that_comes_near_to_a_source_names_what_it_lacks_although_nobody_named_the_source(world: World) -> None:
    content = 'Bought at the shop\n' + TRADES.replace(',Timestamp', '') + trade_rows(1).rpartition(',')[0] + '\n'
    found = world.preview(content).found
    assert (found.needs, found.nearest, found.missing) == (['mapping'], 'rotki_trades', ('Timestamp',))
    with pytest.raises(InputError) as caught:
        world.run(content)
    error = caught.value
    assert (error.error_code, error.params['file'], error.params['line'], error.params['column']) == ('import_needs', 'my file.csv', 2, 'Timestamp')
    found = world.preview('When,What,How much,Price\n1,2,3,4\n').found
    assert (found.nearest, found.missing) == ('', ())


@pytest.mark.parametrize(('content', 'code', 'line', 'column'), [
    (b'', 'empty_file', None, None), (TRADES.encode() + b'kraken,\0\n', 'nul_byte', 2, None), (b'PK\x03\x04', 'packed', None, None),
    (TRADES.encode() + b'kraken,' + b'9' * 10 * 2**20, 'line_too_long', 2, None),
    (TRADES.encode() + b'kraken,"EUR,ETH,1\n', 'unclosed_quote', 2, None),
    (TRADES.replace('Description', 'Fee').encode() + trade_rows(1).encode(), 'header_missing', 1, 'Description'),
    (TRADES.replace('Timestamp', 'Timestamp,Fee').encode(), 'duplicate_column', 1, 'Fee'),
])
def test_file_that_cannot_be_read_is_refused_by_name_line_and_column(
        world: World, content: bytes, code: str, line: int | None, column: str | None) -> None:
    with pytest.raises(InputError) as caught:
        world.run(content, 'rotki_trades')
    error = caught.value
    assert (error.params['reason'], error.params['file'], error.params['line'], error.params['column']) == (code, 'my file.csv', line, column)
    assert error.message.startswith('my file.csv')
    assert world.dump() == [[]] * 6


def test_file_in_another_encoding_is_read_with_a_notice(world: World) -> None:
    result = world.run(TRADES.encode() + f'kraken,EUR,ETH,1,1,,,Größe,{TIME}\n'.encode('cp1252'))
    assert (result.found.encoding, result.found.notices, world.stored()[0].notes) == ('cp1252', ['encoding_guessed'], 'Größe')


def test_every_row_that_is_left_out_is_listed_however_many_there_are(world: World) -> None:
    result = world.run(TRADES + trade_rows(1) * 12_001 + 'kraken,EUR,ETH,1,x,,,,1\n' * 12_000)
    left_out = world.service.left_out(result.run.identifier)
    assert [one['line'] for one in left_out['skipped']] == list(range(3, 12_003))
    assert [one['line'] for one in left_out['problems']] == list(range(12_003, 24_003))


# ---------------------------------------------------------------------- all or nothing
class Cancelling(QuietJob):
    """Cancelled after some calls."""

    def __init__(self, after: int) -> None:
        self.left = after

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise cancelled()


@pytest.mark.parametrize('large', [10**9, 0], ids=['here', 'in a process'])
def test_cancelled_import_leaves_nothing(world: World, large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker.Reader.__init__, '__defaults__', (large,))
    world.run(TRADES + trade_rows(3))
    before = world.dump()
    with pytest.raises(CancelledError):
        world.run(TRADES + trade_rows(2_000), job=Cancelling(2))
    assert world.dump() == before


def test_reader_that_dies_leaves_nothing_and_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from rotkehlchen.core.errors import StorageError

    monkeypatch.setattr(worker.Reader.__init__, '__defaults__', (0,))
    readers: list[worker.Reader] = []
    begin = worker.Reader.find

    def find(self: worker.Reader, order: ReadOrder) -> Any:
        readers.append(self)
        return begin(self, order)

    class Killing(QuietJob):
        def check(self) -> None:
            process = readers[0]._process
            assert process is not None
            process.kill()

    monkeypatch.setattr(worker.Reader, 'find', find)
    with pytest.raises(StorageError, match='ended before it was done'):
        world.run(TRADES + trade_rows(60_000), job=Killing())
    assert world.dump() == [[]] * 6


def test_large_file_is_read_in_a_process_with_the_same_result(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    content = TRADES + trade_rows(700) + 'kraken,EUR,ETH,x,1,,,,1\n'
    here = world.preview(content)
    monkeypatch.setattr(worker.Reader.__init__, '__defaults__', (0,))
    there = world.preview(content)
    assert (there.report, there.groups, there.found) == (here.report, here.groups, here.found)
    reported: list[int] = []

    class Watching(QuietJob):
        def report(self, done: int, total: int | None = None, step: str = '') -> None:
            reported.append(done)

    result = world.run(content, job=Watching())
    assert (result.run.imported, result.run.problems) == (700, 1)
    assert reported == sorted(reported)
    assert reported[-1] >= 700
    with pytest.raises(InputError, match='line 703'):
        world.run(content + 'a,"b\n')


def test_format_that_fails_is_named_with_its_row_and_nothing_is_stored(user_database: Database, tmp_path: Path) -> None:
    folder = tmp_path / 'importers' / 'broken'
    folder.mkdir(parents=True)
    (folder / 'manifest.toml').write_text(
        'id = "broken"\nname = "Broken"\ncapabilities = ["trades"]\n[[sources]]\nurl = "https://a.example"\nread = 2026-01-01\nfacts = "x"\n[importer]\n')
    (folder / 'format.py').write_text(
        'class F:\n    headers = (frozenset({"A", "B"}),)\n    ambiguous_zone = False\n'
        '    def parse(self, rows, context):\n        for row in rows:\n            1 / (row.line - 3)\n        yield from ()\nFORMAT = F()\n')
    world = World(user_database, Registry(tmp_path))
    with pytest.raises(InputError) as caught:
        world.run('A,B\n1,2\n3,4\n')
    assert (caught.value.params['reason'], caught.value.params['line']) == ('format_failed', 3)
    assert 'ZeroDivisionError' in caught.value.message
    assert world.dump() == [[]] * 6


def test_others_read_the_history_while_a_file_is_imported(world: World) -> None:
    seen: list[int] = []

    class Looking(QuietJob):
        def check(self) -> None:
            thread = threading.Thread(target=lambda: seen.append(len(world.stored())))
            thread.start()
            thread.join(10)

    world.run(TRADES + trade_rows(1_200), job=Looking())
    assert seen
    assert set(seen) == {0}


def test_indexes_that_are_built_at_the_end_are_the_same_and_come_back_when_it_is_cancelled(world: World) -> None:
    def indexes() -> list[Any]:
        with world.database.read() as connection:
            return list(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"))

    before, content = indexes(), TRADES + trade_rows(2_600)
    with pytest.raises(CancelledError):
        world.run(content, job=Cancelling(4))
    assert (indexes(), world.dump()) == (before, [[]] * 6)
    world.run(content)
    assert indexes() == before
    with world.database.read() as connection:
        assert connection.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
        plan = connection.execute("EXPLAIN QUERY PLAN SELECT id FROM history_event WHERE asset = 'ETH' ORDER BY timestamp").fetchall()
        assert 'history_event_by_asset' in str(plan)
        assert connection.execute("SELECT count(*) FROM history_event INDEXED BY history_event_by_asset WHERE asset = 'ETH'").fetchone() == (2_600,)


# ---------------------------------------------------------------------- taking back
def test_run_is_taken_back_whole_and_can_come_again(world: World) -> None:
    before = world.dump()
    result = world.run(TRADES + trade_rows(4))
    first = world.stored()
    stored = [one for batch in world.events.iter_events() for one in batch]
    world.events.delete([stored[0].identifier])
    world.events.edit({stored[3].identifier: {'amount': '5'}})
    assert world.service.remove(result.run.identifier, QuietJob()) == 11
    assert world.dump() == before
    world.run(TRADES + trade_rows(4))
    assert world.stored() == first
    with pytest.raises(NotFoundError):
        world.service.remove(result.run.identifier, QuietJob())


def test_taking_back_takes_what_refers_to_its_events_and_leaves_no_loose_end(world: World) -> None:
    kept = world.run(TRADES + trade_rows(1, start=50))
    result = world.run(TRADES + trade_rows(3))
    first, second = [one.identifier for batch in world.events.iter_events() for one in batch][:2]
    with world.database.write() as connection:
        connection.execute(
            "INSERT INTO event_match (kind, outgoing, incoming, state, method, confidence) VALUES ('bridge', ?, ?, 'matched', 'user', 100)", (first, second))
    world.service.remove(result.run.identifier, QuietJob())
    with world.database.read() as connection:
        assert connection.execute('PRAGMA foreign_key_check').fetchall() == []
        assert connection.execute('SELECT count(*) FROM event_match').fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'history_event'").fetchone() == (1,)
        assert connection.execute('SELECT count(*) FROM history_text WHERE history_text MATCH ?', ('"note"',)).fetchone() == (1,)
    assert len(world.stored()) == 3
    world.service.remove(kept.run.identifier, QuietJob())
    assert world.stored() == []


def test_what_two_runs_have_goes_with_the_last_of_them(world: World) -> None:
    one = world.run(TRADES + trade_rows(3))
    two = world.run(TRADES + trade_rows(4))
    world.service.remove(one.run.identifier, QuietJob())
    assert len(world.stored()) == 12
    world.service.remove(two.run.identifier, QuietJob())
    assert world.stored() == []


def test_taking_back_leaves_what_the_user_added_to_a_group(world: World) -> None:
    result = world.run(TRADES + trade_rows(1))
    own = replace(world.stored()[0], key='', rule='user', notes='mine')
    world.events.add([own], 'user')
    world.service.remove(result.run.identifier, QuietJob())
    assert [one.notes for one in world.stored()] == ['mine']


def test_taking_back_can_be_cancelled_and_then_nothing_went(world: World) -> None:
    result = world.run(TRADES + trade_rows(900))
    before = world.dump()
    with pytest.raises(CancelledError):
        world.service.remove(result.run.identifier, Cancelling(1))
    assert world.dump() == before


# ---------------------------------------------------------------------- symbols, texts
def test_symbol_of_several_assets_is_asked_with_candidates_and_the_answer_is_kept(world: World) -> None:
    content = TRADES + f'kraken,EUR,GAME,1,1,,,,{TIME}\nkraken,EUR,GAME,2,1,,,,{TIME}\nkraken,USDC,BTC,1,1,,,,{TIME}\n'
    result = world.run(content)
    [unknown] = result.unknown_assets
    assert (unknown.symbol, unknown.rows, len(unknown.candidates)) == ('GAME', 2, 2)
    assert world.told()[0][2] == 'eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
    world.service.save_asset_mapping('rotki trades', 'GAME', unknown.candidates[1])
    assert world.service.asset_mappings() == [('rotki_trades', 'GAME', unknown.candidates[1])]
    assert (world.run(content).run.imported, world.run(content).run.unchanged) == (2, 3)
    world.service.delete_asset_mapping('rotki_trades', 'GAME')
    with pytest.raises(NotFoundError):
        world.service.delete_asset_mapping('rotki_trades', 'GAME')
    with pytest.raises(InputError):
        world.service.save_asset_mapping('', 'GAME', 'NOTHING')


def test_texts_of_a_large_import_are_indexed_later_and_those_of_a_small_one_at_once(world: World) -> None:
    def found(words: str) -> int:
        with world.database.read() as connection:
            return int(connection.execute('SELECT count(*) FROM history_text WHERE history_text MATCH ?', (f'"{words}"',)).fetchone()[0])

    world.run(TRADES + trade_rows(3))
    assert (found('note 2'), world.events.has_pending_text()) == (1, False)
    world.run(TRADES + trade_rows(500, start=10))
    assert (found('note 509'), world.events.has_pending_text()) == (0, True)
    stored = [one for batch in world.events.iter_events() for one in batch]
    world.events.edit({stored[-3].identifier: {'notes': 'edited meanwhile'}})
    world.events.delete([stored[-6].identifier])
    world.events.index_pending_text()
    assert (found('note 507'), found('note 508'), found('edited meanwhile'), world.events.has_pending_text()) == (1, 0, 1, False)


# ---------------------------------------------------------------------- the user's own readings
def test_mapping_reads_a_file_that_no_format_knows(world: World) -> None:
    columns = {
        'time': 'Datum', 'type': 'Art', 'in_amount': 'Rein', 'in_asset': 'W1', 'out_amount': 'Raus', 'out_asset': 'W2', 'fee_amount': 'Kosten',
        'fee_asset': 'W3', 'location': 'Ort', 'note': 'Notiz', 'account': 'Konto',
    }
    from rotkehlchen.services.data_import.mapper import parse_mapping
    mine = parse_mapping('mine', {
        'columns': columns, 'kinds': {'Kauf': 'trade', 'Zins': 'interest', 'Umzug': 'ignore'}, 'time_format': '%d.%m.%Y %H:%M', 'timezone': 'Europe/Vienna'})
    content = (
        'Datum;Art;Rein;W1;Raus;W2;Kosten;W3;Ort;Notiz;Konto\n'
        '01.07.2021 12:00;Kauf;0,5;ETH;1.000,00;EUR;1,5;EUR;Coinbase Pro;viel;Haupt\n'
        '02.07.2021 12:00;Zins;0,1;ETH;;;;;;;\n'
        '03.07.2021 12:00;Umzug;1;ETH;;;;;;;\n'
        '04.07.2021 12:00;Spende;;;1;ETH;;;;;\n')
    shown = world.preview(content, mapping=mine)
    assert (shown.report.groups, [one.code for one in shown.report.problems], shown.found.needs) == (2, ['unknown_kind'], [])
    assert world.stored() == []
    world.service.save_mapping(mine)
    result = world.run(content)  # found by its header
    assert (result.run.format, result.run.mapping, result.run.imported, result.run.skipped, result.run.problems) == ('mapping', 'mine', 2, 1, 1)
    first = world.stored()[0]
    assert (first.timestamp, first.location, first.account, first.notes, first.amount) == (
        1_625_133_600_000, 'coinbasepro', 'Haupt', 'viel', from_text('1000'))
    assert world.told()[3] == ('receive', 'interest', 'ETH', '0.1')
    assert [one.name for one in world.service.mappings()] == ['mine']
    world.service.delete_mapping('mine')
    assert world.preview(content).found.needs == ['mapping']
    with pytest.raises(NotFoundError):
        world.service.delete_mapping('mine')


def read_as(world: World, content: str, columns: dict[str, str], **more: Any) -> list[list[tuple[str, str, str, str]]]:
    """The groups that a mapping makes of a file: (type, subtype, asset, amount) of their events."""
    from rotkehlchen.services.data_import.mapper import parse_mapping
    shown = world.preview(content, mapping=parse_mapping('mine', {'columns': columns, 'timezone': 'UTC', **more}))
    read_as.problems = [(one.line, one.code, one.column) for one in shown.report.problems]  # type: ignore[attr-defined]
    return [[(one.type, one.subtype, one.asset, to_text(one.amount)) for one in group] for group in shown.groups]


ORDER_COLUMNS = {'time': 'When', 'type': 'Side', 'pair': 'Market', 'amount': 'Qty', 'price': 'Price', 'fee_amount': 'Fee'}
ORDER_WORDS = {'Kauf': 'buy', 'Verkauf': 'sell', 'Ein': 'deposit', 'Aus': 'withdrawal'}


def test_mapping_reads_orders_of_a_market_with_a_price(world: World) -> None:
    content = (
        'When;Side;Market;Qty;Price;Fee\n2023-01-01 10:00;Kauf;ETH/EUR;0,5;1.000,00;1,5\n2023-01-02 10:00;Verkauf;ETH-EUR;0,25;2.000,00;\n'
        '2023-01-03 10:00;Aus;ETH;0,1;;\n2023-01-04 10:00;Ein;ETH;0,2;;\n2023-01-05 10:00;Kauf;ETH;0,2;5;\n')
    assert read_as(world, content, ORDER_COLUMNS, kinds=ORDER_WORDS) == [
        [('trade', 'spend', 'EUR', '500'), ('trade', 'receive', 'ETH', '0.5'), ('trade', 'fee', 'EUR', '1.5')],
        [('trade', 'spend', 'ETH', '0.25'), ('trade', 'receive', 'EUR', '500')],
        [('exchange transfer', 'spend', 'ETH', '0.1')], [('exchange transfer', 'receive', 'ETH', '0.2')],
    ]
    assert read_as.problems == [(6, 'bad_market', 'Market')]  # type: ignore[attr-defined]


def test_total_counts_more_than_price_and_its_asset_may_have_a_column(world: World) -> None:
    columns = {'time': 'When', 'asset': 'Coin', 'amount': 'Qty', 'total': 'Total', 'price': 'Price', 'price_asset': 'Cur', 'fee_amount': 'Fee',
               'fee_asset': 'FeeCoin'}
    content = (
        'When,Coin,Qty,Total,Price,Cur,Fee,FeeCoin\n2023-01-01 10:00,ETH,2,100.5,50,EUR,0.1,ADA\n2023-01-02 10:00,ETH,-1,,60,EUR,0.2,\n'
        '2023-01-03 10:00,ETH,-1,,,,,\n')
    assert read_as(world, content, columns) == [
        [('trade', 'spend', 'EUR', '100.5'), ('trade', 'receive', 'ETH', '2'), ('trade', 'fee', 'ADA', '0.1')],
        [('trade', 'spend', 'ETH', '1'), ('trade', 'receive', 'EUR', '60'), ('trade', 'fee', 'EUR', '0.2')],
        [('exchange transfer', 'spend', 'ETH', '1')],
    ]


def test_price_may_stand_with_the_sign_of_its_currency(world: World) -> None:
    columns = {'time': 'When', 'asset': 'Coin', 'amount': 'Qty', 'total': 'Total', 'price_asset': 'Cur', 'fee_amount': 'Fee'}
    content = (
        'When,Coin,Qty,Total,Cur,Fee\n2023-01-01 10:00,ETH,2,"\u20ac1,100.50",EUR,\u20ac1.50\n2023-01-02 10:00,ETH,-1,-$60,USD,\n'
        '2023-01-03 10:00,ETH,1,\u20ac60,USD,\n2023-01-03 10:00,ETH,$1,60,USD,\n')
    assert read_as(world, content, columns) == [
        [('trade', 'spend', 'EUR', '1100.5'), ('trade', 'receive', 'ETH', '2'), ('trade', 'fee', 'EUR', '1.5')],
        [('trade', 'spend', 'ETH', '1'), ('trade', 'receive', 'USD', '60')],
    ]
    assert read_as.problems == [(4, 'bad_amount', 'Total'), (5, 'bad_amount', 'Qty')]  # type: ignore[attr-defined]


def test_trade_that_may_be_a_purchase_or_a_sale_is_asked(world: World) -> None:
    content = 'When,Side,Market,Qty,Price,Fee\n2023-01-01 10:00,Trade,ETH/EUR,1,2,\n'
    assert read_as(world, content, ORDER_COLUMNS, kinds={'Trade': 'trade'}) == []
    assert read_as.problems == [(2, 'side_needed', 'Side')]  # type: ignore[attr-defined]


def test_rows_of_one_number_are_legs_of_one_event(world: World) -> None:
    columns = {'time': 'time', 'type': 'type', 'asset': 'asset', 'amount': 'amount', 'fee_amount': 'fee', 'fee_asset': 'asset', 'group': 'refid'}
    head = 'refid,time,type,asset,amount,fee\n'
    rows = [
        'A,2023-01-01 10:00:00,trade,EUR,-100,0.5', 'A,2023-01-01 10:00:00,trade,ETH,0.1,', 'B,2023-01-02 10:00:00,trade,ETH,-1,',
        'B,2023-01-02 10:00:01,trade,EUR,900,', 'B,2023-01-02 10:00:01,trade,EUR,100,', 'B,2023-01-02 10:00:01,fee,ADA,-2,',
        'C,2023-01-03 10:00:00,transfer,ADA,-5,', 'C,2023-01-03 10:00:00,transfer,ADA,5,', 'D,2023-01-04 10:00:00,deposit,ADA,7,',
        'E,2023-01-05 10:00:00,trade,ADA,7,', 'E,2023-01-05 10:00:00,trade,XYZ,-7,', 'F,2023-01-06 10:00:00,trade,ETH,7,']
    kinds = {'trade': 'trade', 'fee': 'fee', 'transfer': 'transfer', 'deposit': 'deposit'}
    expected = [
        [('trade', 'spend', 'EUR', '100'), ('trade', 'receive', 'ETH', '0.1'), ('trade', 'fee', 'EUR', '0.5')],
        [('trade', 'spend', 'ETH', '1'), ('trade', 'receive', 'EUR', '1000'), ('trade', 'fee', 'ADA', '2')],
        [('exchange transfer', 'spend', 'ADA', '5'), ('exchange transfer', 'receive', 'ADA', '5')], [('exchange transfer', 'receive', 'ADA', '7')],
    ]
    assert read_as(world, head + '\n'.join(rows), columns, kinds=kinds) == expected
    assert read_as.problems == [(11, 'group_has_problem', None), (12, 'unknown_asset', 'asset'), (13, 'other_side_missing', 'amount')]  # type: ignore[attr-defined]
    mine = {'mapping': mapping(columns=columns, kinds=kinds, timezone='UTC')}
    half = mapping(columns=columns, kinds={'trade': 'any'}, timezone='UTC')
    assert world.run(head + '\n'.join(rows[:1]) + '\n', mapping=half).run.imported == 1
    world.run(head + '\n'.join(rows), **mine)  # the rest of it came: the same event, now whole
    assert world.told()[:3] == expected[0]
    assert world.run(head + '\n'.join(reversed(rows)), **mine).run.imported == 0


def test_two_files_that_count_their_groups_from_one_lose_nothing_of_each_other(world: World) -> None:
    mine = mapping(columns={'time': 'When', 'asset': 'What', 'amount': 'How much', 'group': 'Nr'}, timezone='UTC')
    spring = 'Nr,When,What,How much\n1,2023-01-01 10:00:00,EUR,-100\n1,2023-01-01 10:00:00,ETH,1\n'
    summer = spring.replace('2023-01', '2023-07').replace('ETH,1', 'ADA,300')
    for content in (spring, summer):
        assert world.run(content, mapping=mine).run.imported == 1
    assert [one.asset for one in world.stored()] == ['EUR', 'ETH', 'EUR', 'ADA']
    assert world.run(spring, mapping=mine).run.imported == 0


def test_mapping_that_got_a_name_or_another_one_brings_nothing_twice(world: World) -> None:
    content = 'When,What,How much\n2023-01-01 10:00,ETH,1\n'
    mine = mapping(timezone='UTC')
    assert world.run(content, mapping=mine).run.imported == 1
    for name in ('mine', 'also mine'):
        world.service.save_mapping(replace(mine, name=name))
        assert world.run(content, f'mapping:{name}').run.imported == 0
    assert world.run(content, mapping=replace(mine, location='kraken')).run.imported == 1  # another account may well have the same rows


@pytest.mark.parametrize(('reading', 'more', 'field'), [
    ({}, {'location': 'krakken'}, 'location'), ({'location': 'krakken'}, {}, 'mapping.location'),
])
def test_place_that_nobody_knows_is_refused(world: World, reading: dict[str, str], more: dict[str, str], field: str) -> None:
    for act in (world.preview, world.run):
        with pytest.raises(InputError) as caught:
            act('When,What,How much\n2023-01-01 10:00,ETH,1\n', mapping=mapping(timezone='UTC', **reading), **more)
        assert caught.value.field == field
    assert world.stored() == []


def test_number_that_several_fills_have_loses_none_of_them_in_overlapping_files(world: World) -> None:
    columns = {'time': 'When', 'asset': 'What', 'amount': 'How much', 'identity': 'Id'}
    mine = mapping(columns=columns, timezone='UTC')
    head, rows = 'When,What,How much,Id\n', [f'2023-01-01 10:00:0{n},ETH,{n},order\n' for n in (1, 2, 3)]
    world.run(head + rows[0] + rows[1], mapping=mine)
    world.run(head + rows[1] + rows[2], mapping=mine)
    assert [str(one.amount) for one in world.stored()] == ['1', '2', '3']
    world.run(head + rows[2].replace(',3,', ',4,'), mapping=mine)  # corrected by the source
    assert [str(one.amount) for one in world.stored()] == ['1', '2', '4']


@pytest.mark.parametrize(('text', 'pattern'), [
    ('1672567200', None), ('1672567200000', None), ('2023-01-01T10:00:00Z', None), ('2023-01-01 12:00:00+02:00', None), ('2023-01-01 10:00', None),
    ('01.01.23 10h00', '%d.%m.%y %Hh%M'), ('1 Jan 2023 10:00', '%d %b %Y %H:%M'),
])
def test_mapping_reads_times_as_they_are_written(world: World, text: str, pattern: str | None) -> None:
    shown = world.preview(f'When,What,How much\n{text},ETH,1\n', mapping=mapping(timezone='UTC', time_format=pattern))
    assert [group[0].timestamp for group in shown.groups] == [1_672_567_200_000]


def test_words_tell_what_went_out_where_no_amount_has_a_sign(world: World) -> None:
    columns = {'time': 'When', 'asset': 'What', 'amount': 'How much', 'type': 'Kind'}
    kinds = {'out': 'withdrawal', 'fee': 'fee', 'in': 'deposit'}
    rows = 'When,What,How much,Kind\n2023-01-01 10:00,ETH,1,out\n2023-01-01 10:00,ETH,2,fee\n2023-01-01 10:00,ETH,3,in\n'
    assert [one[0][:2] for one in read_as(world, rows, columns, kinds=kinds)] == [
        ('exchange transfer', 'spend'), ('spend', 'fee'), ('exchange transfer', 'receive')]
    assert [one[0][:2] for one in read_as(world, rows + '2023-01-01 10:00,ETH,-3,out\n', columns, kinds=kinds)] == [
        ('receive', 'refund'), ('exchange transfer', 'receive'), ('exchange transfer', 'spend')]
    assert read_as.problems == [(2, 'sign_against_kind', 'How much')]  # type: ignore[attr-defined]


PAID = {'time': 'Tag', 'type': 'Art', 'amount': 'Menge', 'asset': 'Coin', 'total': 'Betrag', 'fee_amount': 'Spesen'}
KINDS = {'Kauf': 'buy', 'Verkauf': 'sell', 'Gutschrift': 'staking reward', 'Auszahlung': 'withdrawal'}
ORDER_ROWS = (
    'Tag;Art;Coin;Menge;Betrag;Spesen\n2023-01-03T10:00:00Z;Kauf;BTC;0,5;8.000,00;12,50\n2023-02-03T10:00:00Z;Verkauf;BTC;0,25;5.000,00;2,00\n'
    '2023-03-03T10:00:00Z;Gutschrift;ETH;0,01;;\n2023-04-03T10:00:00Z;Auszahlung;BTC;0,1;;\n')


def read_mapped(world: World, content: str, **raw: Any) -> tuple[list[tuple[str, str, str, str]], list[str]]:
    """(what came of the rows, problems) of a mapping."""
    from rotkehlchen.services.data_import.mapper import parse_mapping
    report = world.run(content, mapping=parse_mapping('mine', raw)).report
    return world.told(), [f'{one.line} {one.code} {one.column}' for one in report.problems]


def test_mapping_of_orders_against_one_currency(world: World) -> None:
    told, problems = read_mapped(world, ORDER_ROWS, columns=PAID, assets={'price_asset': 'EUR'}, kinds=KINDS)
    assert problems == []
    assert told == [
        ('trade', 'spend', 'EUR', '8000'), ('trade', 'receive', 'BTC', '0.5'), ('trade', 'fee', 'EUR', '12.5'),
        ('trade', 'spend', 'BTC', '0.25'), ('trade', 'receive', 'EUR', '5000'), ('trade', 'fee', 'EUR', '2'),
        ('staking', 'reward', 'ETH', '0.01'), ('exchange transfer', 'spend', 'BTC', '0.1')]


def test_mapping_of_totals_that_count_the_fee(world: World) -> None:
    told, _ = read_mapped(world, ORDER_ROWS, columns=PAID, assets={'price_asset': 'EUR'}, kinds=KINDS, fee_in_total=True)
    assert [one[3] for one in told if one[2] == 'EUR'] == ['7987.5', '12.5', '5002', '2']


def test_mapping_with_signs_tells_where_a_sign_is_against_its_kind(world: World) -> None:
    """A withdrawal above zero, where others are below: it may be one that came back. Nobody can tell."""
    content = ORDER_ROWS + '2023-05-03T10:00:00Z;Auszahlung;BTC;-0,2;;\n'
    told, problems = read_mapped(world, content, columns=PAID, assets={'price_asset': 'EUR'}, kinds=KINDS)
    assert (len(told), told[-1], problems) == (8, ('exchange transfer', 'spend', 'BTC', '0.2'), ['5 sign_against_kind Menge'])


@pytest.mark.parametrize(('market', 'told'), [('BTC/EUR', ['BTC', 'EUR']), ('btceur', ['BTC', 'EUR']), ('ETH-BTC', ['ETH', 'BTC'])])
def test_mapping_of_markets_and_prices(world: World, market: str, told: list[str]) -> None:
    content = f'When,Side,Market,Qty,Price,Fee\n2023-01-03T10:00:00Z,sell,{market},-2,1.5,0.1\n2023-01-04T10:00:00Z,deposit,BTC,1,,\n'
    columns = {'time': 'When', 'type': 'Side', 'pair': 'Market', 'amount': 'Qty', 'price': 'Price', 'fee_amount': 'Fee'}
    events, problems = read_mapped(world, content, columns=columns, kinds={'sell': 'sell', 'deposit': 'deposit'})
    assert problems == []
    assert events == [
        ('trade', 'spend', told[0], '2'), ('trade', 'receive', told[1], '3'), ('trade', 'fee', told[1], '0.1'),
        ('exchange transfer', 'receive', 'BTC', '1')]


def test_mapping_of_signed_trades_needs_no_kind(world: World) -> None:
    content = 'When,Coin,Qty,Total\n2023-01-03T10:00:00Z,BTC,2,-30\n2023-01-04T10:00:00Z,BTC,-1,20\n'
    columns = {'time': 'When', 'asset': 'Coin', 'amount': 'Qty', 'total': 'Total'}
    assert [one[1:] for one in read_mapped(world, content, columns=columns, assets={'price_asset': 'EUR'})[0]] == [
        ('spend', 'EUR', '30'), ('receive', 'BTC', '2'), ('spend', 'BTC', '1'), ('receive', 'EUR', '20')]


def test_mapping_of_signed_orders_of_joined_markets_needs_no_kind(world: World) -> None:
    content = 'When,Market,Qty,Total\n2023-01-03T10:00:00Z,BTCEUR,2,30\n2023-01-04T10:00:00Z,ETH,-1,\n'
    columns = {'time': 'When', 'pair': 'Market', 'amount': 'Qty', 'total': 'Total'}
    assert [one[1:] for one in read_mapped(world, content, columns=columns)[0]] == [
        ('spend', 'EUR', '30'), ('receive', 'BTC', '2'), ('spend', 'ETH', '1')]


def test_mapping_names_the_column_that_stands_in_the_file(world: World) -> None:
    content = 'When,Side,Market,Qty,Total\n2023-01-03T10:00:00Z,buy,NONESUCH-EUR,2,30\n2023-01-04T10:00:00Z,buy,BTCXYZ,1,20\n'
    columns = {'time': 'When', 'type': 'Side', 'pair': 'Market', 'amount': 'Qty', 'total': 'Total'}
    assert read_mapped(world, content, columns=columns, kinds={'buy': 'buy'}) == ([], ['2 unknown_asset Market', '3 bad_market Market'])


def test_two_readings_of_one_file_are_asked_about(world: World) -> None:
    content = 'When,What,How much\n2021-01-01T00:00:00Z,ETH,1\n'
    world.service.save_mapping(mapping())
    world.service.save_mapping(replace(mapping(), name='other'))
    assert world.preview(content).found.candidates == ('mapping:mine', 'mapping:other')
    with pytest.raises(InputError) as caught:
        world.run(content)
    assert caught.value.params['needs'] == ['format']
    assert world.run(content, 'mapping:other').run.mapping == 'other'


@pytest.mark.parametrize(('raw', 'field'), [
    ({'columns': {'asset': 'a', 'amount': 'b'}}, 'columns.time'), ({'columns': {'time': 't'}}, 'columns.amount'),
    ({'columns': {'time': 't', 'in_amount': 'b'}}, 'columns.in_asset'), ({'columns': {'time': 't', 'colour': 'b'}}, 'columns.colour'),
    ({'columns': {'time': 't', 'asset': 'a', 'amount': 'b', 'in_asset': 'a', 'in_amount': 'b'}}, 'columns.amount'),
    ({'columns': {'time': 't', 'asset': 'a', 'amount': 'b'}, 'kinds': {'Buy': 'gamble'}}, 'kinds.buy'),
    ({'columns': {'time': 't', 'asset': 'a', 'amount': 'b', 'price': 'p'}}, 'columns.price_asset'),
    ({'columns': {'time': 't', 'pair': 'm', 'amount': 'b'}}, 'columns.price'),
    ({'columns': {'time': 't', 'asset': 'a', 'amount': 'b'}, 'assets': {'price_asset': 'EUR'}}, 'columns.price'),
    ({'columns': {'time': 't', 'asset': 'a', 'amount': 'b'}, 'assets': {'asset': 'EUR'}}, 'assets.asset'),
    ({'columns': {'time': 't', 'asset': 'a', 'amount': 'b'}, 'assets': {'colour': 'EUR'}}, 'assets.colour'),
    ({'columns': {'time': 't', 'pair': 'm', 'price': 'b'}}, 'columns.amount'),
    ({'columns': {'time': 't', 'pair': 'm', 'asset': 'a', 'amount': 'b'}}, 'columns.asset'),
    ({'columns': {'time': 't', 'asset': 'a', 'amount': 'b', 'fee_amount': 'f'}}, 'columns.fee_asset'),
])
def test_mapping_that_makes_no_sense_names_its_field(raw: dict[str, Any], field: str) -> None:
    from rotkehlchen.services.data_import.mapper import parse_mapping
    with pytest.raises(InputError) as caught:
        parse_mapping('x', raw)
    assert caught.value.field == field


def test_file_of_this_machine_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / 'pipe.csv')  # nobody writes into it: opening would wait for ever
    for path in (tmp_path / 'none.csv', tmp_path, tmp_path / 'pipe.csv', Path('/dev/null')):
        with pytest.raises(InputError) as caught:
            read_import_file(path)
        assert caught.value.error_code == 'file_unreadable'
