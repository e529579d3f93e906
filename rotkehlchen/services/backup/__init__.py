"""Encrypted backups: one age file that holds a profile, verified after writing, restored anywhere.

Format (docs/backup-format.md): an age v1 file (age-encryption.org/v1) with one passphrase recipient, which the stock `age`
program decrypts, containing a tar of `manifest.json`, `keyslots.json`, `rotkehlchen.db` (SQLCipher, still under its own
key) and `global.json` (the user's own assets, prices and names of the global database).
"""
