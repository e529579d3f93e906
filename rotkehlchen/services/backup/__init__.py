"""Encrypted backups: one age file that holds a profile, verified after writing, restored anywhere.

Format (docs/backup-format.md): an age v1 file (age-encryption.org/v1) with one passphrase recipient, which the stock `age`
program decrypts, containing a tar of `manifest.json`, `keyslots.json`, `rotkehlchen.db` (SQLCipher, still under its own
key) and `global.json` (the user's own assets, prices and names of the global database). So a backup needs its passphrase to be
read, and the profile's password or recovery key to be opened once it is restored.

There is no second file for a recovery recipient: the key slots inside hold the recovery slot already, and a forgotten
passphrase is answered by making a new backup of the profile that it was made of.

Whole backups pass through the memory of a worker process (about twice their size, and up to 1 GiB for the passphrase), since
the age library takes passphrases for data in memory only. Nothing that is not encrypted is ever written to a disk.
"""
