"""Snapshots: kept when balances are saved, read from and written to files, corrected, deleted.

Values are kept in US dollars, whatever the main currency, so that they outlive a change of it.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, Protocol

from rotkehlchen.core.errors import ConflictError, InputError, NotFoundError
from rotkehlchen.core.issue import Issue, Severity
from rotkehlchen.core.time import TimestampS
from rotkehlchen.services.location import LocationService
from rotkehlchen.services.lookup import AssetLookup
from rotkehlchen.services.notification import Notifier
from rotkehlchen.services.snapshot_file import Known, TextFile, parse_snapshot, render_snapshot
from rotkehlchen.services.valuation import Worth
from rotkehlchen.storage.issue import IssueRepository
from rotkehlchen.storage.snapshot import TOTAL, Category, Snapshot, SnapshotAsset, SnapshotRepository

USD: Final = 'USD'
MAX_FILE_BYTES: Final = 20 * 1024 * 1024
STORED_DIGITS: Final = Decimal('1e-18')  # converted values are rounded here: far below a cent, and short
LARGE_EXPONENT: Final = 40
NO_RATE: Final = 'snapshot_without_value'


class UsdRateLookup(Protocol):
    def find_usd_rates(self, currency: str, times: Sequence[TimestampS]) -> list[Decimal | None]:
        """What one US dollar was worth in `currency` at each time, without the network; None where it is not known."""


class SnapshotService:
    def __init__(
            self, snapshots: SnapshotRepository, assets: AssetLookup, locations: LocationService, rates: UsdRateLookup,
            issues: IssueRepository, notifier: Notifier,
    ) -> None:
        self._snapshots = snapshots
        self._assets = assets
        self._locations = locations
        self._rates = rates
        self._issues = issues
        self._notifier = notifier

    def last_saved_at(self) -> TimestampS | None:
        """Time of the newest snapshot, None if there is none."""
        return self._snapshots.find_latest_time()

    def save_valued(
            self, timestamp: TimestampS, assets: Mapping[str, Worth], liabilities: Mapping[str, Worth],
            locations: Mapping[str, Decimal], net_value: Decimal, currency: str,
    ) -> None:
        """Keep balances whose values are in `currency`.

        Without an exchange rate the amounts are kept, their values are unknown, and an issue says so.
        """
        rate = Decimal(1) if currency == USD else self._rates.find_usd_rates(currency, [timestamp])[0]
        rows = [
            SnapshotAsset(category, asset, worth.amount, None if worth.value is None or rate is None else _to_usd(worth.value, rate))
            for category, side in _sides(assets, liabilities) for asset, worth in side.items()
        ]
        values = {} if rate is None else {name: _to_usd(value, rate) for name, value in {**locations, TOTAL: net_value}.items()}
        self._snapshots.save(Snapshot(timestamp, rows, values), replace=True)
        self._tell_missing_rate(currency, timestamp, missing=rate is None)

    def find(self, timestamp: TimestampS) -> Snapshot:
        snapshot = self._snapshots.find(timestamp)
        if snapshot is None:
            raise _unknown(timestamp)
        return snapshot

    def import_files(self, balances: TextFile, locations: TextFile) -> TimestampS:
        """Store the snapshot of two files, all or nothing. Raises InputError naming file, line and column; ConflictError if it is there."""
        names = self._locations.names()
        known = Known(self._assets.load_many, names)
        snapshot = parse_snapshot(balances, locations, known)
        if not self._snapshots.save(snapshot, replace=False):
            raise ConflictError(
                f'There is a snapshot of {snapshot.timestamp} already: delete it first.', code='duplicate', timestamp=snapshot.timestamp,
            )
        self._changed()
        return snapshot.timestamp

    def replace(self, snapshot: Snapshot) -> None:
        """Put other rows in the place of a snapshot's. Assets that it didn't have must be known."""
        before = {row.asset for row in self.find(snapshot.timestamp).assets}
        known = before | set(self._assets.load_many({row.asset for row in snapshot.assets}))
        seen: set[tuple[str, str]] = set()
        for number, row in enumerate(snapshot.assets):
            field = f'balances_snapshot.{number}.asset_identifier'
            if row.asset not in known:
                raise InputError(f'{field}: there is no asset {row.asset}', field=field)
            if (row.category, row.asset) in seen:
                raise InputError(f'{field}: {row.asset} is there twice as {row.category}', field=field)
            seen.add((row.category, row.asset))
        self._snapshots.save(snapshot, replace=True)
        self._changed()

    def parse_locations(self, rows: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
        """Values by location of (location, value) rows: known locations, each once, `total` among them."""
        known, found = {*self._locations.names(), TOTAL}, dict[str, Decimal]()
        for number, (raw, value) in enumerate(rows):
            field = f'location_data_snapshot.{number}.location'
            location = self._locations.parse(raw, field, known)
            if location in found:
                raise InputError(f'{field}: {location} is there twice', field=field)
            found[location] = value
        if TOTAL not in found:
            raise InputError(f'location_data_snapshot: the row of the location {TOTAL} is missing', field='location_data_snapshot')
        return found

    def delete(self, timestamp: TimestampS) -> None:
        if not self._snapshots.delete(timestamp):
            raise _unknown(timestamp)
        self._changed()

    def export(self, timestamp: TimestampS, folder: Path) -> None:
        """Write the two files into an existing folder, in place of older ones; readable by this user only."""
        files = render_snapshot(self.find(timestamp))
        try:
            if not folder.is_dir():
                raise InputError(f'path: there is no folder {folder}', field='path')
            for name, text in files.items():
                _write_private(folder / name, text)
        except (OSError, ValueError) as error:  # ValueError: a path that no folder can have
            reason = error.strerror if isinstance(error, OSError) else 'it is not a path'
            raise InputError(f'path: the files cannot be written to {folder}: {reason}', field='path') from None

    def archive(self, timestamp: TimestampS) -> bytes:
        """A zip archive of the two files."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, 'w', zipfile.ZIP_DEFLATED) as archive:
            for name, text in render_snapshot(self.find(timestamp)).items():
                archive.writestr(name, text)
        return packed.getvalue()

    def _tell_missing_rate(self, currency: str, timestamp: TimestampS, *, missing: bool) -> None:
        if not missing:
            self._issues.resolve(NO_RATE, currency)
            return
        issue = Issue(NO_RATE, currency, Severity.WARNING, timestamp, {'currency': currency}, 'add_price')
        self._notifier.issue(self._issues.save(issue).identifier, issue)

    def _changed(self) -> None:
        self._notifier.data_changed('snapshots')


def read_file(path: Path, field: str) -> TextFile:
    """A file of this machine by its path. Raises InputError naming `field`."""
    try:
        if not path.is_file():
            raise InputError(f'{field}: there is no file {path}', field=field)
        if path.stat().st_size > MAX_FILE_BYTES:
            raise InputError(f'{field}: {path.name} is larger than {MAX_FILE_BYTES // 2**20} MB', field=field, code='too_large')
        return TextFile(path.name, field, path.read_bytes())
    except (OSError, ValueError):  # ValueError: a path that no file can have
        raise InputError(f'{field}: the file cannot be read', field=field) from None


def _to_usd(value: Decimal, rate: Decimal) -> Decimal:
    return rounded(value / rate, STORED_DIGITS)


def rounded(value: Decimal, quantum: Decimal) -> Decimal:
    """`value` to the digits of `quantum`; one so large that these digits can't matter stays as it is."""
    return value.quantize(quantum) if value.adjusted() < LARGE_EXPONENT else value


def _sides(assets: Mapping[str, Worth], liabilities: Mapping[str, Worth]) -> tuple[tuple[Category, Mapping[str, Worth]], ...]:
    return ('asset', assets), ('liability', liabilities)


def _write_private(path: Path, text: str) -> None:
    """Write a file that only this user can read, in place of an older one, whole or not at all."""
    with NamedTemporaryFile('w', encoding='utf-8', newline='', dir=path.parent, delete=False) as file:  # mode 0600
        try:
            file.write(text)
            file.flush()
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def _unknown(timestamp: TimestampS) -> NotFoundError:
    return NotFoundError(f'There is no snapshot of {timestamp}', field='timestamp', timestamp=timestamp)
