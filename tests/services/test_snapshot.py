import stat
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rotkehlchen.core.errors import ConflictError, InputError, NotFoundError
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.location import LocationService
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.snapshot import SnapshotService, read_file
from rotkehlchen.services.snapshot_file import TextFile
from rotkehlchen.services.statistics import BalancePoint, Share, StatisticsService
from rotkehlchen.services.valuation import Worth
from rotkehlchen.storage.database import Database
from rotkehlchen.storage.issue import IssueRepository
from rotkehlchen.storage.snapshot import Snapshot, SnapshotAsset, SnapshotRepository

NFT = 'eip155:1/erc721:0xC36442b4a4522E871399CD717aBDD847Ab11FE88/5'


class Assets:
    def find(self, identifier: str) -> Any:
        return None if identifier == 'NOTHING' else SimpleNamespace(name=identifier, symbol=identifier, protocol=None)

    def load_many(self, identifiers: Collection[str]) -> dict[str, Any]:
        return {identifier: found for identifier in identifiers if (found := self.find(identifier)) is not None}

    def load_collection_members(self, identifier: int) -> Sequence[str]:
        return ('BTC', 'ETH') if identifier == 1 else ()


class Rates:
    """EUR by time; unknown where nothing stands."""

    def __init__(self) -> None:
        self.by_time: dict[int, Decimal] = {}

    def find_usd_rates(self, currency: str, times: Sequence[TimestampS]) -> list[Decimal | None]:
        assert currency == 'EUR'
        return [self.by_time.get(time) for time in times]


class Settings:
    main_currency = 'EUR'
    infer_zero_timed_balances = False

    def get(self, name: str) -> Any:
        return getattr(self, name)


@dataclass
class Fixture:
    snapshots: SnapshotService
    statistics: StatisticsService
    repository: SnapshotRepository
    rates: Rates
    settings: Settings
    issues: IssueRepository


@pytest.fixture
def made(user_database: Database) -> Fixture:
    repository, rates, settings, issues = SnapshotRepository(user_database), Rates(), Settings(), IssueRepository(user_database)
    snapshots = SnapshotService(repository, Assets(), LocationService(list), rates, issues, Notifier())
    return Fixture(snapshots, StatisticsService(repository, rates, Assets(), settings), repository, rates, settings, issues)


def save(made: Fixture, time: int, net: str | None, *assets: SnapshotAsset) -> None:
    locations = {} if net is None else {'kraken': Decimal(net), 'total': Decimal(net)}
    made.repository.save(Snapshot(TimestampS(time), assets, locations), replace=True)


def held(asset: str, amount: str, usd_value: str | None) -> SnapshotAsset:
    return SnapshotAsset('asset', asset, Decimal(amount), None if usd_value is None else Decimal(usd_value))


def test_save_valued_in_euro_comes_back_in_euro_exactly(made: Fixture) -> None:
    made.rates.by_time[100] = Decimal('0.9230769')
    made.snapshots.save_valued(
        TimestampS(100), {'BTC': Worth(Decimal(1), Decimal('33.33'))}, {'ETH': Worth(Decimal(2), Decimal('0.1'))},
        {'kraken': Decimal('33.23')}, Decimal('33.23'), 'EUR',
    )
    assert made.statistics.net_values().values == [Decimal('33.23')]
    assert made.statistics.asset_balances('BTC', TimestampS(0), None)[0].value == Decimal('33.33')
    stored = made.snapshots.find(TimestampS(100))
    assert [(row.category, row.asset, row.amount) for row in stored.assets] == [('asset', 'BTC', 1), ('liability', 'ETH', 2)]
    assert made.snapshots.last_saved_at() == 100


def test_save_valued_without_a_rate_keeps_amounts_and_says_so_until_there_is_one(made: Fixture) -> None:
    balances = ({'BTC': Worth(Decimal(1), Decimal(30))}, {}, {'kraken': Decimal(30)}, Decimal(30), 'EUR')
    made.snapshots.save_valued(TimestampS(100), *balances)
    assert made.snapshots.find(TimestampS(100)).assets == [held('BTC', '1', None)]
    assert made.statistics.net_values().times == []
    assert [stored.issue.kind for stored in made.issues.load_open()] == ['snapshot_without_value']
    made.rates.by_time[200] = Decimal(1)
    made.snapshots.save_valued(TimestampS(200), *balances)
    assert made.issues.load_open() == []


def test_net_values_leave_out_times_without_a_rate_and_name_them(made: Fixture) -> None:
    made.rates.by_time = {100: Decimal('0.5'), 300: Decimal(2)}
    for time in (300, 100, 200):
        save(made, time, '10', held('BTC', '1', None if time == 300 else '10'))
    found = made.statistics.net_values()
    assert (found.times, found.values) == ([100, 300], [5, 20])
    assert (found.unknown_times, found.incomplete_times) == ([200], [300])


def test_net_values_in_dollars_need_no_rate_and_can_leave_out_nfts(made: Fixture) -> None:
    made.settings.main_currency = 'USD'
    save(made, 100, '-10.5', held(NFT, '1', '3'), held('eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', '1', '1'))
    assert made.statistics.net_values().values == [Decimal('-10.5')]
    assert made.statistics.net_values(include_nfts=False).values == [Decimal('-13.5')]


def test_net_values_of_a_value_as_large_as_can_be_stored_do_not_fail(made: Fixture) -> None:
    made.rates.by_time = {100: Decimal('0.9')}
    save(made, 100, '1' + '0' * 76)
    assert made.statistics.net_values().values == [Decimal('9e75')]


def test_save_valued_beyond_any_input_can_be_read_again(made: Fixture) -> None:
    made.rates.by_time[100] = Decimal('0.001')
    huge = Decimal('9e79')  # a sum of amounts that each can be entered
    made.snapshots.save_valued(TimestampS(100), {'BTC': Worth(huge, huge)}, {}, {'kraken': huge}, huge, 'EUR')
    assert made.snapshots.find(TimestampS(100)).assets[0].amount == huge
    assert made.statistics.net_values().values == [huge]


def test_distribution_is_of_the_newest_snapshot_the_largest_first(made: Fixture) -> None:
    made.rates.by_time = {200: Decimal('0.5')}
    assert made.statistics.distribution_by_asset() is None
    save(made, 100, '1', held('OLD', '1', '1'))
    debt = SnapshotAsset('liability', 'DAI', Decimal(1), Decimal(1))
    save(made, 200, '5', held('A', '1', '1'), held('B', '2', None), held('C', '3', '4'), debt)
    assert made.statistics.distribution_by_asset() == (200, [
        Share('C', Decimal(3), Decimal(4), Decimal(2)), Share('A', Decimal(1), Decimal(1), Decimal('0.5')),
        Share('B', Decimal(2), None, None),
    ])
    assert made.statistics.distribution_by_location() == (200, [Share('kraken', None, Decimal(5), Decimal('2.5'))])


def test_collection_balances_add_up_and_are_unknown_when_a_part_is(made: Fixture) -> None:
    made.settings.main_currency = 'USD'
    save(made, 100, '3', held('BTC', '1', '1'), held('ETH', '2', '2'))
    save(made, 200, '3', held('BTC', '1', None), held('ETH', '2', '2'))
    assert made.statistics.collection_balances(1, TimestampS(0), None) == [
        BalancePoint(TimestampS(100), Decimal(3), Decimal(3), Decimal(3)), BalancePoint(TimestampS(200), Decimal(3), None, None),
    ]
    with pytest.raises(NotFoundError):
        made.statistics.collection_balances(2, TimestampS(0), None)


def test_asset_balances_infer_zero_only_when_asked_and_only_after_the_first(made: Fixture) -> None:
    made.settings.main_currency = 'USD'
    save(made, 100, '1', held('X', '1', '1'))
    save(made, 200, '1', held('BTC', '1', '1'))
    save(made, 300, '1', held('X', '1', '1'))
    assert [point.time for point in made.statistics.asset_balances('BTC', TimestampS(0), None)] == [200]
    made.settings.infer_zero_timed_balances = True
    assert [(p.time, p.amount, p.value) for p in made.statistics.asset_balances('BTC', TimestampS(0), None)] == [(200, 1, 1), (300, 0, 0)]


BALANCES = TextFile('b.csv', 'b', b'timestamp,category,asset_identifier,amount,usd_value\n100,asset,BTC,1,2\n')
LOCATIONS = TextFile('l.csv', 'l', b'timestamp,location,usd_value\n100,total,2\n')


def test_import_a_second_time_is_a_conflict_and_changes_nothing(made: Fixture) -> None:
    assert made.snapshots.import_files(BALANCES, LOCATIONS) == 100
    other = TextFile('b.csv', 'b', BALANCES.content.replace(b'BTC,1,2', b'ETH,9,9'))
    with pytest.raises(ConflictError):
        made.snapshots.import_files(other, LOCATIONS)
    assert made.snapshots.find(TimestampS(100)).assets == [held('BTC', '1', '2')]


def test_import_with_a_fault_stores_nothing(made: Fixture) -> None:
    with pytest.raises(InputError):
        made.snapshots.import_files(TextFile('b.csv', 'b', BALANCES.content + b'100,asset,NOTHING,1,1\n'), LOCATIONS)
    assert made.snapshots.last_saved_at() is None


def test_replace_refuses_unknown_assets_only_if_new(made: Fixture) -> None:
    save(made, 100, '1', held('NOTHING', '1', '1'))
    made.snapshots.replace(Snapshot(TimestampS(100), [held('NOTHING', '7', None)], {'total': Decimal(7)}))
    assert made.snapshots.find(TimestampS(100)).assets == [held('NOTHING', '7', None)]
    save(made, 100, '1', held('BTC', '1', '1'))
    with pytest.raises(InputError):
        made.snapshots.replace(Snapshot(TimestampS(100), [held('NOTHING', '7', None)], {'total': Decimal(7)}))
    with pytest.raises(NotFoundError):
        made.snapshots.replace(Snapshot(TimestampS(999), [], {}))


def test_export_writes_private_files_that_import_again(made: Fixture, tmp_path: Path) -> None:
    made.snapshots.import_files(BALANCES, LOCATIONS)
    for _ in range(2):  # the second one takes the place of the first
        made.snapshots.export(TimestampS(100), tmp_path)
    paths = [tmp_path / 'balances_snapshot_import.csv', tmp_path / 'location_data_snapshot.csv']
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o600, 0o600]
    assert not list(tmp_path.glob('tmp*'))
    before = made.snapshots.find(TimestampS(100))
    made.snapshots.delete(TimestampS(100))
    made.snapshots.import_files(read_file(paths[0], 'b'), read_file(paths[1], 'l'))
    assert made.snapshots.find(TimestampS(100)) == before
    with zipfile.ZipFile(BytesIO(made.snapshots.archive(TimestampS(100)))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {path.name: path.read_bytes() for path in paths}


def test_export_to_no_folder_and_read_of_no_file_name_the_field(made: Fixture, tmp_path: Path) -> None:
    made.snapshots.import_files(BALANCES, LOCATIONS)
    for folder in (tmp_path / 'none', tmp_path / ('x' * 5000), Path('a\0b')):
        with pytest.raises(InputError) as caught:
            made.snapshots.export(TimestampS(100), folder)
        assert caught.value.field == 'path'
    for path in (tmp_path / 'none', tmp_path, Path('a\0b')):
        with pytest.raises(InputError) as caught:
            read_file(path, 'file')
        assert caught.value.field == 'file'


def test_delete_of_no_snapshot_says_so(made: Fixture) -> None:
    with pytest.raises(NotFoundError):
        made.snapshots.delete(TimestampS(1))
