"""History as CSV: every field of each event, its description, its value at the time, in portions so that memory stays flat."""

import csv
import io
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from rotkehlchen.core.errors import NotFoundError, StorageError
from rotkehlchen.core.money import to_text
from rotkehlchen.core.progress import Job
from rotkehlchen.services.history.reading import HistoryReader, ToldEvent
from rotkehlchen.services.snapshot_file import escape_cell
from rotkehlchen.storage.history_filter import HistoryFilter
from rotkehlchen.storage.history_row import pack

COLUMNS: Final = (
    'identifier', 'group_identifier', 'sequence_index', 'timestamp', 'location', 'location_label', 'entry_type', 'event_type', 'event_subtype',
    'asset', 'asset_symbol', 'amount', 'counterparty', 'address', 'product', 'tx_ref', 'description', 'user_notes', 'rule', 'states',
    'ignored_in_accounting', 'hidden_reason', 'extra_data', 'key', 'kind', 'params', 'sources',
)
NAME: Final = 'history_events.csv'
MAX_PREPARED: Final = 20
STEP: Final = 'history_export'


class HistoryExporter:
    def __init__(self, reader: HistoryReader, get_delimiter: Callable[[], str]) -> None:
        self._reader = reader
        self._get_delimiter = get_delimiter
        self._prepared: OrderedDict[str, tuple[HistoryFilter, bool]] = OrderedDict()
        self._lock = threading.Lock()

    def stream(self, wanted: HistoryFilter, *, ascending: bool) -> Iterator[bytes]:
        """UTF-8, a header line, times in UTC milliseconds. Text that a spreadsheet would run is made harmless."""
        yield self._lines([COLUMNS])
        for portion in self._reader.stream(wanted, ascending=ascending):
            symbols = self._reader.symbols({told.stored.event.asset for told in portion})
            yield self._lines([_row(told, symbols.get(told.stored.event.asset, '')) for told in portion])

    def prepare(self, wanted: HistoryFilter, *, ascending: bool) -> str:
        """Remember an export under a name, to be fetched with `fetch`."""
        name = f'{secrets.token_hex(8)}_{NAME}'
        with self._lock:
            self._prepared[name] = (wanted, ascending)
            while len(self._prepared) > MAX_PREPARED:
                self._prepared.popitem(last=False)
        return name

    def fetch(self, name: str) -> Iterator[bytes]:
        """What was prepared under a name. Raises NotFoundError."""
        with self._lock:
            found = self._prepared.get(name)
        if found is None:
            raise NotFoundError('There is no such export; prepare it again.', file=name[:100])
        return self.stream(found[0], ascending=found[1])

    def write(self, wanted: HistoryFilter, folder: Path, job: Job, *, ascending: bool) -> None:
        """Into a folder of this computer; nothing half-written stays. Raises StorageError, CancelledError."""
        unfinished = folder / f'.{NAME}.{secrets.token_hex(4)}'
        try:
            with unfinished.open('xb') as file:
                for number, portion in enumerate(self.stream(wanted, ascending=ascending)):
                    job.report(number, None, STEP)
                    job.check()
                    file.write(portion)
            unfinished.replace(folder / NAME)
        except OSError as error:
            raise StorageError(f'The file cannot be written: {error.strerror}.', code='export_failed') from None
        finally:
            unfinished.unlink(missing_ok=True)

    def _lines(self, rows: object) -> bytes:
        text = io.StringIO()
        csv.writer(text, delimiter=self._get_delimiter() or ',', lineterminator='\r\n').writerows(rows)  # type: ignore[arg-type]
        return text.getvalue().encode()


def _row(told: ToldEvent, symbol: str) -> list[object]:
    event = told.stored.event
    text = [
        event.group, event.position, event.timestamp, event.location, event.account, event.entry_type, event.type, event.subtype, event.asset,
        symbol, to_text(event.amount), event.counterparty, event.address, event.product, event.tx_ref, told.text, event.notes, event.rule,
        ' '.join(told.states), told.stored.ignored, told.stored.hidden, None if event.extra_data is None else pack(event.extra_data),
        event.key, event.kind, pack(event.params) if event.params else None, ' '.join(event.sources),
    ]
    return [told.stored.identifier, *(escape_cell(value) if isinstance(value, str) else '' if value is None else value for value in text)]
