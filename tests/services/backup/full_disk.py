"""A child process whose disk becomes full at a chosen write. Run with the library of `tests/fault.c` loaded; see `test_full_disk`.

For each use case: count its writes once, then do it again in a forked process for each of many points at which the disk is full from
then on. Whatever the point, it must end in one of our errors, leave nothing half done, and leave the profile as it was.
The passphrase costs next to nothing here and the worker's code runs in this process, so that many points can be tried.
"""

import ctypes
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from rotkehlchen.core.errors import StorageError
from rotkehlchen.services.backup import service as service_module
from rotkehlchen.services.backup import worker
from rotkehlchen.services.backup.database_copy import DatabaseCopyService
from rotkehlchen.services.backup.process import Progress
from rotkehlchen.services.profile import OpenProfile
from rotkehlchen.storage.keyslot import DatabaseKey, KeyFile, Slot, load_key_file, save_key_file
from rotkehlchen.storage.user_database import ProfileLock, check_integrity, open_user_database
from tests.services.backup import age_writer
from tests.services.backup.world import NOW, PASSPHRASE, PASSWORD, World, light_backup, write_mark

FAULT = ctypes.CDLL(None)
Action = Callable[[World, Path], object]
SAID_SO, FINE, WRONG = 10, 0, 1


def work_here(order: dict[str, object], progress: Progress) -> object:
    return worker.ORDERS[str(order['order'])](order, progress.begin)


def open_with(world: World, key: DatabaseKey) -> OpenProfile:
    folder = world.users / 'ada'
    profile_id = load_key_file(folder / 'keyslots.json').profile_id
    return OpenProfile('ada', folder, open_user_database(folder, key), key, profile_id, ProfileLock(folder))


class Cases:
    def __init__(self, root: Path) -> None:
        self.root = root
        world = World(root / 'template')
        profile = world.make_profile()
        with profile.database.write() as connection:
            connection.executemany('INSERT INTO setting VALUES (?, ?)', [(f'n{number}', 'x' * 400) for number in range(300)])
        self.backup = light_backup(profile, root)
        self.key = profile.key
        self.slots = load_key_file(profile.folder / 'keyslots.json')
        profile.close()

    def export(self, world: World, out: Path) -> None:
        profile = open_with(world, self.key)
        FAULT.fault_arm(self.point)
        world.backups.write(profile, PASSPHRASE, out / 'made.age')

    def copy(self, world: World, out: Path) -> None:
        profile = open_with(world, self.key)
        FAULT.fault_arm(self.point)
        DatabaseCopyService(lambda: NOW).make(profile)

    def restore(self, world: World, out: Path) -> None:
        FAULT.fault_arm(self.point)
        world.backups.restore(self.backup, PASSPHRASE, 'other', password=PASSWORD)

    def key_file(self, world: World, out: Path) -> None:
        FAULT.fault_arm(self.point)
        other = Slot('other', {'format': 1, 'profile': self.slots.profile_id, 'kind': 'other'}, b'x')
        save_key_file(world.users / 'ada' / 'keyslots.json', KeyFile(self.slots.profile_id, (*self.slots.slots, other)))

    def create(self, world: World, out: Path) -> None:
        FAULT.fault_arm(self.point)
        world.profiles.create('bob', PASSWORD).profile.close()

    def write(self, world: World, out: Path) -> None:
        profile = open_with(world, self.key)
        FAULT.fault_arm(self.point)
        with profile.database.write() as connection:
            connection.executemany('INSERT INTO setting VALUES (?, ?)', [(f'w{number}', 'y' * 3000) for number in range(50)])
        write_mark(profile, 'first')

    def run(self, name: str, point: int) -> tuple[int, int]:
        """(how it ended, number of writes) with a disk that is full from `point` on; 0: never."""
        self.point = point
        data, out = self.root / 'data', self.root / 'out'
        for folder in (data, out):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.root / 'template', data)
        out.mkdir()
        counted, counting = os.pipe()
        child = os.fork()
        if child == 0:
            status = WRONG
            try:
                getattr(self, name)(World(data), out)
                status = FINE
            except StorageError:
                status = SAID_SO
            except BaseException:  # boundary of the child
                traceback.print_exc()
            finally:
                os.write(counting, str(FAULT.fault_writes()).encode())
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.close(counting)
        writes = int(os.read(counted, 100))
        os.close(counted)
        if point:
            self.check(name, status, data, out)
        return status, writes

    def check(self, name: str, status: int, data: Path, out: Path) -> None:
        """Nothing half done, and the profile is whole."""
        world = World(data)
        folder = world.users / 'ada'
        assert status in (FINE, SAID_SO), (name, self.point, status)
        slots = load_key_file(folder / 'keyslots.json')
        assert slots.slots[:2] == self.slots.slots
        check_integrity(folder / 'rotkehlchen.db', self.key)
        profile = open_with(world, self.key)
        with profile.database.read() as connection:
            assert connection.execute("SELECT value FROM setting WHERE name = 'mark'").fetchone() == ('first',)
            written = connection.execute("SELECT count(*) FROM setting WHERE name LIKE 'w%'").fetchone()[0]
        assert written in (0, 50)
        assert written == 50 or name != 'write' or status == SAID_SO
        profile.close()
        found = {path.name for path in [*out.iterdir(), *world.users.iterdir(), *folder.rglob('*.backup')]}
        if status == SAID_SO:
            assert found == {'ada'}, (name, self.point, found)
        assert not [path for path in found if path.startswith('.tmp-')], (name, self.point, found)
        if 'other' in found:
            check_integrity(world.users / 'other' / 'rotkehlchen.db', self.key)


def main() -> None:
    service_module.run_worker = work_here  # type: ignore[assignment]
    worker.encrypt = age_writer.encrypt
    cases = Cases(Path(sys.argv[1]))
    counts = {}
    for name, most in (('export', 50), ('copy', 24), ('restore', 20), ('key_file', 10), ('create', 24), ('write', 24)):
        status, writes = cases.run(name, 0)
        assert (status, writes > 1) == (FINE, True), (name, status, writes)
        points = sorted({1 + number * (writes - 1) // (most - 1) for number in range(most)})
        ends = [cases.run(name, point)[0] for point in points]
        assert cases.run(name, writes + 100)[0] == FINE
        counts[name] = {'writes': writes, 'points': len(points), 'said so': ends.count(SAID_SO)}
    print(json.dumps(counts))


if __name__ == '__main__':
    main()
