"""Tags of a profile: a name and two colours, put on accounts and on manual balances."""

from dataclasses import dataclass

from rotkehlchen.storage.database import Database

_USES = ('account_tag', 'manual_balance_tag')


@dataclass(frozen=True, slots=True)
class Tag:
    """Colours are six hex digits. Names that differ only in letter case are the same name."""

    name: str
    description: str | None
    background_color: str
    foreground_color: str


class TagRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load_all(self) -> list[Tag]:
        """Every tag, by name."""
        with self._database.read() as connection:
            rows = connection.execute('SELECT name, description, background_color, foreground_color FROM tag ORDER BY name').fetchall()
        return [Tag(*row) for row in rows]

    def add(self, tag: Tag) -> bool:
        """Store a new tag. False, and nothing is changed, if the name is taken."""
        with self._database.write() as connection:
            added: int = connection.execute(
                'INSERT INTO tag (name, description, background_color, foreground_color) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
                (tag.name, tag.description, tag.background_color, tag.foreground_color),
            ).rowcount
        return added > 0

    def update(self, name: str, tag: Tag) -> bool:
        """Replace the tag `name` by `tag`, which may have another, free name; its uses follow. False if there is none."""
        with self._database.write() as connection:
            found: int = connection.execute(
                'UPDATE tag SET name = ?, description = ?, background_color = ?, foreground_color = ? WHERE name = ?',
                (tag.name, tag.description, tag.background_color, tag.foreground_color, name),
            ).rowcount
            for table in _USES:  # a change of letter case alone doesn't cascade: to the collation the name is the same
                connection.execute(f'UPDATE {table} SET tag = ? WHERE tag = ?', (tag.name, tag.name))
        return found > 0

    def delete(self, name: str) -> int | None:
        """Remove a tag and its uses. How many uses there were, or None if there is no such tag."""
        with self._database.write() as connection:
            uses: int = sum(connection.execute(f'SELECT count(*) FROM {table} WHERE tag = ?', (name,)).fetchone()[0] for table in _USES)
            found: int = connection.execute('DELETE FROM tag WHERE name = ?', (name,)).rowcount
        return uses if found else None
