"""A child process that does all that backups do, while the library of `tests/fault.c` looks for a canary in each write."""

import os
import sys
from pathlib import Path

from rotkehlchen.services.backup.database_copy import DatabaseCopyService
from tests.services.backup.world import NOW, PASSPHRASE, PASSWORD, World, write_mark


def main() -> None:
    root, canary = Path(sys.argv[1]), os.environ['FAULT_CANARY']
    world = World(root / 'data')
    row = ['0x1', '', canary]
    world.own = {'schema_version': 1, 'tables': {'address_name': {'columns': ['address', 'blockchain', 'name'], 'rows': [row]}}}
    profile = world.make_profile(mark=canary)
    write_mark(profile, canary + ' again')
    made = world.backups.export(profile, canary + PASSPHRASE)
    world.backups.check(made.path, canary + PASSPHRASE, profile=profile)
    world.backups.restore(made.path, canary + PASSPHRASE, 'other', password=PASSWORD)
    DatabaseCopyService(lambda: NOW).make(profile)
    profile.close()
    assert world.read_mark('other') == canary + ' again'
    assert canary in str(world.taken_in)
    (root / 'proof').write_text(f'the watcher sees {canary}')


if __name__ == '__main__':
    main()
