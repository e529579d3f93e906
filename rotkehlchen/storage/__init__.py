"""SQLCipher and SQLite: connections, migrations, one repository a noun."""
