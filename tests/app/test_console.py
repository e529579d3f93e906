"""Words of the command line over real profiles: what they do, answer and refuse, and where secrets come from."""

import argparse
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from rotkehlchen.app.command import WORDS, load_word
from rotkehlchen.app.console import status
from rotkehlchen.app.console.run import run_word
from rotkehlchen.app.console.status import status_of
from rotkehlchen.app.console.word import Answer, Call, Word
from rotkehlchen.core import errors
from rotkehlchen.storage.user_database import ProfileLock
from tests.app.console_world import GOOD, HEADER, PARTLY, PASSWORD, ConsoleWorld

PASSPHRASE = 'battery staple'


@pytest.fixture(scope='module')
def traded(world: ConsoleWorld, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A profile with a purchase and a sale. Tests don't change its history."""
    name = world.make_profile()
    file = tmp_path_factory.mktemp('files') / 'trades.csv'
    file.write_text(GOOD, newline='')
    done = world.run('import', file, '--profile', name)
    assert done.status == status.DONE, done
    return name


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, newline='')
    return path


# ------------------------------------------------------------------ secrets
def options_of(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from options_of(inner)


@pytest.mark.parametrize('word', WORDS)
def test_word_takes_no_secret_as_an_argument(word: str) -> None:
    assert not {option for option in options_of(load_word(word).parser()) if 'pass' in option and not option.endswith(('-file', '-fd'))}


def test_password_from_a_file_and_from_a_descriptor_opens(world: ConsoleWorld, traded: str, tmp_path: Path) -> None:
    file = tmp_path / 'password'
    file.write_text(PASSWORD + '\n')
    file.chmod(0o600)
    quiet = world.run('export', '--profile', traded, '--output', '-', '--password-file', file, stdin='')
    assert (quiet.status, quiet.err) == (status.DONE, '')
    file.chmod(0o644)
    warned = world.run('export', '--profile', traded, '--output', '-', '--password-file', file, stdin='')
    assert warned.status == status.DONE
    assert 'other users' in warned.err
    reading, writing = os.pipe()
    os.write(writing, PASSWORD.encode())
    os.close(writing)
    assert world.run('export', '--profile', traded, '--output', '-', '--password-fd', reading, stdin='').raw == quiet.raw


@pytest.mark.parametrize(('content', 'code'), [
    (b'', 'no_secret'), (b'\n', 'no_secret'), (b'one\ntwo\n', 'bad_secret'), (b'\xff\xfe', 'bad_secret'), (b'x' * 9000, 'bad_secret'),
])
def test_password_file_that_is_no_line_is_refused(world: ConsoleWorld, traded: str, tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / 'password'
    file.write_bytes(content)
    done = world.run_json('export', '--profile', traded, '--password-file', file)
    assert (done.status, done.answer['error']['code']) == (status.WRONG_INPUT, code)
    assert 'xxxx' not in done.out


@pytest.mark.parametrize('options', [['--password-file', '/nowhere/at/all'], ['--password-fd', '987'], ['--password-fd', '1'], ['--password-fd', '-1']])
def test_password_that_cannot_be_read_is_refused(world: ConsoleWorld, traded: str, options: list[str]) -> None:
    done = world.run('export', '--profile', traded, *options)
    assert done.status == status.WRONG_INPUT
    assert 'cannot be read' in done.err


def test_standard_input_without_a_line_is_refused_before_anything_is_done(world: ConsoleWorld, traded: str) -> None:
    done = world.run('export', '--profile', traded, stdin='')
    assert done.status == status.WRONG_INPUT
    assert 'standard input' in done.err


# ------------------------------------------------------------------ refusals
@pytest.mark.parametrize('arguments', [
    ['export', '--output', '-'], ['import', 'x.csv'], ['report', '--output', '-'], ['backup'], ['doctor', '--offline'],
])
def test_wrong_password_and_unknown_profile_are_told_apart(world: ConsoleWorld, traded: str, arguments: list[str]) -> None:
    wrong = world.run(*arguments, '--profile', traded, stdin='wrong horse\nbattery staple\n')
    assert (wrong.status, wrong.out) == (status.REFUSED, '')
    assert 'password is wrong' in wrong.err
    unknown = world.run(*arguments, '--profile', 'nobody', stdin='wrong horse\nbattery staple\n')
    assert unknown.status == status.NOT_FOUND
    assert 'There is no profile called nobody' in unknown.err


@pytest.mark.parametrize('arguments', [
    ['export', '--output', '-'], ['import', 'x.csv'], ['report', '--output', '-'], ['backup'], ['users', 'change-password'],
])
def test_profile_that_is_open_elsewhere_is_left_alone(world: ConsoleWorld, traded: str, arguments: list[str]) -> None:
    lock = ProfileLock(world.data / 'users' / traded)
    try:
        named = [*arguments, traded] if arguments[0] == 'users' else [*arguments, '--profile', traded]
        done = world.run(*named, stdin=f'{PASSWORD}\nbattery staple\n')
        assert (done.status, done.out) == (status.IN_USE, '')
        assert 'open in another running application' in done.err
    finally:
        lock.release()


def test_data_directory_that_is_not_there_is_not_made(world: ConsoleWorld, tmp_path: Path) -> None:
    other = ConsoleWorld(tmp_path / 'typo')
    for arguments in (['users', 'list'], ['export', '--profile', 'anna', '--output', '-'], ['import', 'x', '--profile', 'anna']):
        done = other.run(*arguments)
        assert (done.status, 'There is no data directory' in done.err) == (status.NOT_FOUND, True)
    assert other.run('doctor').status == status.FAILED
    assert not (tmp_path / 'typo').exists()


def test_every_error_has_a_status() -> None:
    told = {kind: status_of(kind('x')) for kind in (
        errors.InputError, errors.AmountError, errors.NotFoundError, errors.AuthError, errors.CancelledError, errors.UnavailableError,
        errors.StorageError, errors.CorruptError, errors.ConflictError)}
    assert list(told.values()) == [2, 2, 8, 7, 130, 9, 4, 4, 1]
    assert status_of(errors.ConflictError('x', code='profile_in_use')) == 6


def test_bug_is_told_to_scripts_without_an_answer_that_looks_good(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_call: Call) -> Answer:
        raise ZeroDivisionError
    assert run_word(Word('broken', '', lambda _parser: None, fail), ['--json']) == status.FAILED
    told = capsys.readouterr()
    assert json.loads(told.out)['error']['code'] == 'internal'
    assert 'ZeroDivisionError' in told.err


@pytest.mark.parametrize(('error', 'advice'), [
    (errors.DiskFullError('The disk is full.'), 'Make room on that disk'), (errors.CorruptError('The database file is damaged.'), '`rotkehlchen doctor` says'),
])
def test_full_disk_and_damage_are_told_with_what_to_do(capsys: pytest.CaptureFixture[str], tmp_path: Path, error: errors.AppError, advice: str) -> None:
    def fail(_call: Call) -> Answer:
        raise error
    assert run_word(Word('test', '', lambda _parser: None, fail), ['--data-dir', str(tmp_path)]) == status.NO_STORAGE
    sentence, told = capsys.readouterr().err.splitlines()
    assert (sentence, told.startswith(advice), told.endswith(f' The data directory is {tmp_path}.')) == (error.message, True, True)
    run_word(Word('test', '', lambda _parser: None, fail), ['--data-dir', str(tmp_path), '--json'])
    assert json.loads(capsys.readouterr().out)['message'] == error.message


def test_answer_in_a_locale_without_its_letters_is_written_all_the_same(world: ConsoleWorld) -> None:
    world.profiles.create('Ünï', PASSWORD).profile.close()
    assert b'\\xdcn' in world.run('users', 'list', encoding='ascii').raw
    told = world.run_json('users', 'list', encoding='ascii').raw
    assert 'Ünï' in {one['name'] for one in json.loads(told.decode('utf-8'))['result']}


# ------------------------------------------------------------------ users
def test_users_are_made_and_listed(world: ConsoleWorld) -> None:
    made = world.run_json('users', 'create', 'berta', stdin='first password\n')
    assert made.status == status.DONE
    assert len(made.result['recovery_key'].split()) == 12
    world.profiles.check_recovery_key('berta', made.result['recovery_key'])
    lock = ProfileLock(world.data / 'users' / 'berta')
    assert {'name': 'berta', 'is_open': True} in world.run_json('users', 'list').result
    lock.release()
    assert 'berta\n' in world.run('users', 'list').out
    again = world.run_json('users', 'create', 'berta', stdin='first password\n')
    assert (again.status, again.answer['error']['code']) == (status.FAILED, 'profile_exists')


def test_users_get_another_password(world: ConsoleWorld) -> None:
    name = world.make_profile()
    assert world.run('users', 'change-password', name, stdin='wrong password\nsecond password\n').status == status.REFUSED
    assert world.run('users', 'change-password', name, stdin=f'{PASSWORD}\nsecond password\n').status == status.DONE
    world.profiles.check_password(name, 'second password')


def test_users_find_their_way_back_by_the_recovery_key(world: ConsoleWorld) -> None:
    made = world.profiles.create('clara', PASSWORD)
    made.profile.close()
    assert world.run('users', 'check-recovery-key', 'clara', stdin='twelve words that are none\n').status == status.WRONG_INPUT
    assert not world.profiles.is_recovery_confirmed('clara')
    assert world.run('users', 'check-recovery-key', 'clara', stdin=made.recovery_words + '\n').status == status.DONE
    assert world.profiles.is_recovery_confirmed('clara')
    assert world.run('users', 'recover', 'clara', stdin=f'{made.recovery_words}\nsecond password\n').status == status.DONE
    world.profiles.check_password('clara', 'second password')


def test_options_before_and_after_the_second_word_are_the_same(world: ConsoleWorld) -> None:
    parser = load_word('users').parser()
    for arguments in (['--data-dir', '/x', '--json', 'list'], ['list', '--data-dir', '/x', '--json']):
        found = parser.parse_args(arguments)
        assert (found.data_dir, found.json) == (Path('/x'), True)
    assert parser.parse_args(['list']).json is False


# ------------------------------------------------------------------ import
def test_import_dry_run_tells_everything_and_stores_nothing(world: ConsoleWorld, tmp_path: Path) -> None:
    name, file = world.make_profile(), write(tmp_path, 'trades.csv', PARTLY)
    told = world.run('import', file, '--profile', name, '--dry-run')
    assert told.status == status.INCOMPLETE
    assert '2 new of 2 groups' in told.out
    assert 'trade/receive  1 ETH  kraken' in told.out
    assert 'line 4: Receive Currency' in told.out
    assert 'line 5: Receive Amount: two is no number' in told.out
    (one,) = world.run_json('import', file, '--profile', name, '--dry-run').result['files']
    assert (one['result']['rows'], one['result']['new_groups'], one['result']['problem_count']) == (4, 2, 2)
    assert world.run_json('export', '--profile', name, '--output', tmp_path / 'none.csv').result['events'] == 0


def test_import_twice_changes_nothing_the_second_time(world: ConsoleWorld, tmp_path: Path) -> None:
    name, file = world.make_profile(), write(tmp_path, 'trades.csv', GOOD)
    first, second = (world.run_json('import', file, '--profile', name) for _ in range(2))
    assert [(done.status, done.result['files'][0]['result']['imported'], done.result['files'][0]['result']['unchanged'])
            for done in (first, second)] == [(status.DONE, 2, 0), (status.DONE, 0, 2)]


def test_import_of_several_files_goes_on_after_one_that_cannot_be_read(world: ConsoleWorld, tmp_path: Path) -> None:
    name = world.make_profile()
    files = [write(tmp_path, 'a.csv', 'not,known\r\n1,2\r\n'), tmp_path / 'missing.csv', write(tmp_path, 'c.csv', GOOD)]
    done = world.run_json('import', *files, '--profile', name)
    assert done.status == status.INCOMPLETE
    first, second, third = done.result['files']
    assert first['error']['code'] == 'import_needs'
    assert '--source mapping:NAME' in first['message']
    assert (second['error']['code'], second['status']) == ('file_unreadable', status.WRONG_INPUT)
    assert third['result']['imported'] == 2
    assert '3 files, 2 of them could not be imported.' in world.run('import', *files, '--profile', name).out


def test_import_to_a_location_that_nobody_knows_is_refused(world: ConsoleWorld, tmp_path: Path) -> None:
    name, file = world.make_profile(), write(tmp_path, 'trades.csv', GOOD)
    refused = world.run('import', file, '--profile', name, '--location', 'krakn')
    assert (refused.status, refused.err) == (status.WRONG_INPUT, 'location: there is no location krakn\n')
    assert world.run('import', file, '--profile', name, '--location', 'Kraken').status == status.DONE


def test_import_of_a_file_that_leaves_the_zone_open_names_the_option(world: ConsoleWorld, tmp_path: Path) -> None:
    name, file = world.make_profile(), write(tmp_path, 'trades.csv', HEADER + 'kraken,EUR,ETH,1,1000,,,first,2024-01-02 03:04:05\r\n')
    options = ['--timestamp-format', '%Y-%m-%d %H:%M:%S']
    refused = world.run('import', file, '--profile', name, *options)
    assert refused.status == status.WRONG_INPUT
    assert '--timezone' in refused.err
    assert world.run('import', file, '--profile', name, *options, '--timezone', 'Europe/Vienna').status == status.DONE
    assert ',1704161045000,' in world.run('export', '--profile', name, '--output', '-').out


# ------------------------------------------------------------------ export
def test_export_is_private_whole_and_never_over_another_file(world: ConsoleWorld, traded: str, tmp_path: Path) -> None:
    path = tmp_path / 'history.csv'
    done = world.run_json('export', '--profile', traded, '--output', path)
    assert (done.status, done.result) == (status.DONE, {'path': str(path), 'events': 5, 'size': path.stat().st_size})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert world.run('export', '--profile', traded, '--output', '-').raw == path.read_bytes()
    before = path.read_bytes()
    refused = world.run('export', '--profile', traded, '--output', path, '--asset', 'BTC')
    assert refused.status == status.FAILED
    assert '--overwrite' in refused.err
    assert path.read_bytes() == before
    assert world.run('export', '--profile', traded, '--output', path, '--asset', 'BTC', '--overwrite').status == status.DONE
    assert path.read_bytes().count(b'\r\n') == 1
    assert [one.name for one in tmp_path.iterdir()] == ['history.csv']


def test_export_of_days_has_both_ends(world: ConsoleWorld, traded: str) -> None:
    def lines(*options: str) -> int:
        return world.run('export', '--profile', traded, '--output', '-', *options).out.count('\r\n') - 1
    assert lines('--from', '2022-07-27', '--to', '2022-07-27') == 3
    assert lines('--from', '2022-07-28') == 2
    assert lines('--to', '2022-07-26') == 0
    assert lines('--location', 'kraken') == 5


@pytest.mark.parametrize(('options', 'expected'), [
    (['--location', 'moonbase'], status.WRONG_INPUT), (['--asset', ''], status.WRONG_INPUT), (['--asset', 'eth'], status.WRONG_INPUT),
    (['--output', '/nowhere/x.csv'], status.WRONG_INPUT),
    (['--output', '/tmp'], status.WRONG_INPUT), (['--output', '-', '--json'], status.WRONG_INPUT),
])
def test_export_of_what_cannot_be_is_refused(world: ConsoleWorld, traded: str, options: list[str], expected: int) -> None:
    given = options if '--output' in options else [*options, '--output', '-']
    assert world.run('export', '--profile', traded, *given).status == expected


@pytest.mark.parametrize('arguments', [['--from', '2024-13-01'], ['--to', 'yesterday'], ['--nonsense'], []])
def test_wrong_options_end_with_usage(world: ConsoleWorld, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        world.run('export', *(['--profile', 'anna', *arguments] if arguments else []))
    assert ended.value.code == status.WRONG_INPUT


def test_export_comes_back_in_without_loss(world: ConsoleWorld, traded: str, tmp_path: Path) -> None:
    path, other = tmp_path / 'history.csv', world.make_profile()
    world.run('export', '--profile', traded, '--output', path)
    assert world.run('import', path, '--profile', other).status == status.DONE
    second = world.run('export', '--profile', other, '--output', '-').out
    kept = [[line.split(',')[2:12] for line in text.splitlines()] for text in (path.read_text(), second)]
    assert kept[0] == kept[1]


# ------------------------------------------------------------------ report
def test_report_of_a_tax_year_is_written_by_the_ending_of_the_file(world: ConsoleWorld, traded: str, tmp_path: Path) -> None:
    begins = {'xlsx': b'PK\x03\x04', 'pdf': b'%PDF-', 'json': b'{'}
    for ending, begin in begins.items():
        path = tmp_path / f'2023.{ending}'
        done = world.run_json('report', '--profile', traded, '--jurisdiction', 'germany', '--year', '2023', '--offline', '--output', path, '--discard')
        assert done.status in (status.DONE, status.INCOMPLETE), done
        assert (done.status == status.INCOMPLETE) == bool(done.result['report']['findings'])
        assert done.result['format'] == ending
        assert path.read_bytes().startswith(begin)
        assert done.result['size'] == path.stat().st_size > 100
    form = done.result['forms'][0]['id']
    only = world.run('report', '--profile', traded, '--jurisdiction', 'germany', '--year', '2023', '--offline', '--form', form, '--output', '-', '--discard')
    assert only.raw
    assert only.raw not in (tmp_path / '2023.json').read_bytes()
    found = json.loads((tmp_path / '2023.json').read_bytes())
    assert (found['report']['jurisdiction'], found['report']['year']) == ('germany', '2023')
    assert any(line['asset_identifier'] == 'ETH' for line in found['lines'])


def test_report_is_kept_unless_discarded_and_gone_when_it_failed(world: ConsoleWorld, tmp_path: Path) -> None:
    name = world.make_profile()
    world.run('import', write(tmp_path, 'trades.csv', GOOD), '--profile', name)
    options = ['--profile', name, '--offline', '--output', tmp_path / 'r.csv', '--overwrite']
    kept = world.run_json('report', *options)
    assert (tmp_path / 'r.csv').exists()
    assert kept.result['is_kept'] is True
    unknown = world.run('report', *options, '--form', 'nonsense')
    assert unknown.status == status.NOT_FOUND
    profile = world.profiles.unlock(name, PASSWORD)
    with profile.database.read() as connection:
        assert connection.execute('SELECT id FROM report').fetchall() == [(kept.result['report']['identifier'],)]
    profile.close()


@pytest.mark.parametrize('options', [
    ['--jurisdiction', 'atlantis', '--year', '2023'], ['--year', '2023'], ['--jurisdiction', 'germany', '--year', 'MMXXIII'],
    ['--jurisdiction', 'germany', '--year', '2023', '--choice', 'x=y'], ['--from', '2024-01-01', '--to', '2023-01-01'],
])
def test_report_of_what_cannot_be_is_refused_without_a_file(world: ConsoleWorld, traded: str, tmp_path: Path, options: list[str]) -> None:
    done = world.run('report', '--profile', traded, *options, '--offline', '--output', tmp_path / 'x.csv')
    assert done.status == status.WRONG_INPUT, done
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize('method', ['fifo', 'specific'])
def test_report_takes_the_method_that_it_is_told(world: ConsoleWorld, traded: str, tmp_path: Path, method: str) -> None:
    options = ['report', '--profile', traded, '--method', method, '--offline', '--discard', '--overwrite', '--output', tmp_path / 'x.json']
    for more in (['--jurisdiction', 'germany', '--year', '2023'], []):
        done = world.run_json(*options, *more)
        assert done.status in (status.DONE, status.INCOMPLETE), done
        assert json.loads((tmp_path / 'x.json').read_bytes())['report']['method'] == method


def test_report_lists_jurisdictions_without_a_password(world: ConsoleWorld) -> None:
    found = world.run_json('report', '--jurisdictions', stdin='').result
    assert {'germany', 'united_kingdom', 'united_states'} <= {one['id'] for one in found}
    assert world.run('report', '--offline', stdin='').status == status.WRONG_INPUT


# ------------------------------------------------------------------ backups
def test_backup_is_restored_under_another_name(world: ConsoleWorld, traded: str, tmp_path: Path) -> None:
    both = f'{PASSWORD}\n{PASSPHRASE}\n'
    made = world.run_json('backup', '--profile', traded, '--folder', tmp_path, stdin=both)
    assert made.status == status.DONE
    file = Path(made.result['path'])
    assert file.parent == tmp_path
    assert world.run('check-backup', tmp_path / 'none.age', stdin='something else\n').status == status.NOT_FOUND
    restored = world.run_json('restore', file, '--name', 'carla', stdin=PASSPHRASE + '\n')
    assert (restored.status, restored.result['name']) == (status.DONE, 'carla')
    assert world.run_json('export', '--profile', 'carla', '--output', tmp_path / 'carla.csv').result['events'] == 5


# ------------------------------------------------------------------ where answers go
def test_device_is_not_replaced_by_a_file(world: ConsoleWorld, traded: str, tmp_path: Path) -> None:
    pipe = tmp_path / 'pipe'
    os.mkfifo(pipe)
    done = world.run('export', '--profile', traded, '--output', pipe, '--overwrite')
    assert (done.status, 'no ordinary file' in done.err) == (status.WRONG_INPUT, True)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_link_to_a_file_stays_and_the_file_is_written(world: ConsoleWorld, traded: str, tmp_path: Path) -> None:
    kept = write(tmp_path, 'kept.csv', 'before')
    (tmp_path / 'link.csv').symlink_to(kept)
    assert world.run('export', '--profile', traded, '--output', tmp_path / 'link.csv').status == status.FAILED, 'it is there'
    assert world.run('export', '--profile', traded, '--output', tmp_path / 'link.csv', '--overwrite').status == status.DONE
    assert (tmp_path / 'link.csv').is_symlink()
    assert kept.read_text().startswith('identifier,')


def test_report_of_a_period_is_called_by_it(world: ConsoleWorld, traded: str, tmp_path: Path) -> None:
    done = world.run('report', '--profile', traded, '--offline', '--discard', '--from', '2023-01-01', '--to', '2023-12-31', '--output', tmp_path / 'a.csv')
    assert 'from 2023-01-01 to 2023-12-31, in' in done.out
    done = world.run('report', '--profile', traded, '--offline', '--discard', '--output', tmp_path / 'b.csv')
    assert 'all of the history' in done.out


@pytest.mark.parametrize(('arguments', 'words'), [
    (('--jurisdiction', 'germany', '--year', '2023', '--from', '2022-01-01'), 'leave out --from'),
    (('--output', 'report.docx'), '.docx is no format'),
])
def test_report_that_is_asked_for_in_two_ways_is_refused(world: ConsoleWorld, traded: str, arguments: tuple[str, ...], words: str) -> None:
    done = world.run('report', '--profile', traded, '--offline', *arguments)
    assert (done.status, words in done.err) == (status.WRONG_INPUT, True), done


def test_period_that_ends_before_it_begins_is_refused(world: ConsoleWorld, traded: str) -> None:
    done = world.run('export', '--profile', traded, '--output', '-', '--from', '2023-01-01', '--to', '2022-01-01')
    assert (done.status, done.raw) == (status.WRONG_INPUT, b'')


def test_advice_names_the_options_of_the_command_line(world: ConsoleWorld, traded: str, tmp_path: Path) -> None:
    secrets = f'{PASSWORD}\n{PASSPHRASE}\n'
    nowhere = world.run('backup', '--profile', traded, '--folder', tmp_path / 'nowhere', stdin=secrets)
    assert (nowhere.status, nowhere.err) == (status.WRONG_INPUT, f'folder: there is no folder {tmp_path / "nowhere"}\n')
    made = world.run_json('backup', '--profile', traded, '--folder', tmp_path, stdin=secrets)
    taken = world.run('restore', made.result['path'], stdin=PASSPHRASE + '\n')
    assert taken.status == status.FAILED
    assert '--name' in taken.err
    assert '--replace' in taken.err
