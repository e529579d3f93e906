"""The manifest of an integration: what it is and what it can do, readable without running any of its code.

    id = "acme"                          # folder name = id = the word in the database and the API
    name = "Acme"
    capabilities = ["current", "series"] # words that the kind defines
    docs = ["https://docs.acme.example"]

    [[sources]]                          # where its facts are from, and when they were read
    url = "https://docs.acme.example/api"
    read = 2026-11-21
    facts = "end points, limits"

    [[credentials]]                      # what a user enters; form, storage and API take them as they are declared
    field = "api_key"
    label = "API key"
    secret = true                        # default true
    required = false                     # default true

    [oracle]                             # one table named after the kind, with what the kind's own contract asks for
    base_url = "https://api.acme.example"

Format: TOML 1.0 (toml.io/en/v1.0.0).
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rotkehlchen.contracts.kind import KINDS

ID: Final = re.compile(r'[a-z][a-z0-9_]{0,39}')
_WORD: Final = re.compile(r'[a-z][a-z0-9_]*')
_KEYS: Final = frozenset({'id', 'name', 'capabilities', 'docs', 'sources', 'credentials'})


class ManifestError(Exception):
    """A folder breaks its contract. Names the file and the key: the reader is who wrote the folder."""

    def __init__(self, file: Path, key: str, problem: str) -> None:
        super().__init__(f'{file.parent.parent.name}/{file.parent.name}/{file.name}: {key}: {problem}')
        self.key = key


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from: address, the day they were read, which facts."""

    url: str
    read: datetime.date
    facts: str


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One value that a user enters for the integration. A secret is never shown again."""

    field: str
    label: str
    is_secret: bool
    is_required: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """`details` is the table named after the kind ('[chain]', '[oracle]', ...), which the kind's contract reads."""

    kind: str
    id: str
    name: str
    capabilities: frozenset[str]
    docs: tuple[str, ...]
    sources: tuple[Source, ...]
    credentials: tuple[CredentialField, ...]
    details: Mapping[str, Any]
    file: Path

    @property
    def folder(self) -> Path:
        return self.file.parent

    def can(self, capability: str) -> bool:
        return capability in self.capabilities


def load_manifest(file: Path, kind: str) -> Manifest:
    """Read and check one manifest. `kind`: 'chain', 'oracle', ... Raises ManifestError."""
    import tomllib  # loaded late: a start needs no manifest

    try:
        raw = tomllib.loads(file.read_text(encoding='utf-8'))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(file, 'file', f'is not TOML: {error}') from error
    return _parse_manifest(Table(file, '', raw), kind)


def _parse_manifest(table: 'Table', kind: str) -> Manifest:
    table.refuse_others(_KEYS | {kind})
    identifier = table.text('id', ID)
    if identifier != table.file.parent.name:
        raise table.error('id', f'must be the name of its folder, {table.file.parent.name!r}')
    sources = tuple(Source(one.url('url'), one.day('read'), one.text('facts')) for one in table.tables('sources', {'url', 'read', 'facts'}))
    if not sources:
        raise table.error('sources', 'at least one source with its date is needed')
    credentials = tuple(
        CredentialField(one.text('field', _WORD), one.text('label'), one.flag('secret', default=True), one.flag('required', default=True))
        for one in table.tables('credentials', {'field', 'label', 'secret', 'required'})
    )
    if len({one.field for one in credentials}) != len(credentials):
        raise table.error('credentials', 'two have the same field')
    capabilities, known = frozenset(table.texts('capabilities', _WORD)), KINDS[kind].capabilities
    if not capabilities or not capabilities <= known:
        raise table.error('capabilities', f'some of {", ".join(sorted(known))} are needed, and no others')
    return Manifest(
        kind=kind, id=identifier, name=table.text('name'), capabilities=capabilities,
        docs=tuple(table.urls('docs')), sources=sources, credentials=credentials, details=table.table(kind).raw, file=table.file,
    )


class Table:
    """Typed reads of a table of a manifest; whatever is wrong is a ManifestError that names file and key."""

    def __init__(self, file: Path, path: str, raw: Mapping[str, Any]) -> None:
        self.file = file
        self.raw = raw
        self._path = path

    def error(self, key: str, problem: str) -> ManifestError:
        return ManifestError(self.file, self._path + key, problem)

    def refuse_others(self, known: frozenset[str] | set[str]) -> None:
        """Raise for a key that nobody reads: most often a slip of the pen."""
        for key in self.raw:
            if key not in known:
                raise self.error(key, f'is not a key here; known are {", ".join(sorted(known))}')

    def text(self, key: str, pattern: re.Pattern[str] | None = None, *, default: str | None = None) -> str:
        value = self.raw.get(key, default)
        if not isinstance(value, str) or value != value.strip() or (not value and default is None):
            raise self.error(key, 'must be text' if key in self.raw else 'is missing')
        if pattern is not None and value and not pattern.fullmatch(value):
            raise self.error(key, f'{value!r} must match {pattern.pattern}')
        return value

    def url(self, key: str, *, default: str | None = None) -> str:
        value = self.text(key, default=default)
        if value and not value.startswith('https://'):
            raise self.error(key, 'must be an https address')
        return value

    def number(self, key: str, least: int, most: int, *, default: int | None = None) -> int:
        value = self.raw.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.error(key, f'must be a whole number from {least} to {most}')
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.raw.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, 'must be true or false')
        return value

    def day(self, key: str) -> datetime.date:
        value = self.raw.get(key)
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise self.error(key, 'must be a date such as 2026-11-21')
        return value

    def texts(self, key: str, pattern: re.Pattern[str] | None = None) -> list[str]:
        return [Table(self.file, f'{self._path}{key}.', {str(i): value}).text(str(i), pattern) for i, value in enumerate(self._list(key))]

    def urls(self, key: str) -> list[str]:
        return [Table(self.file, f'{self._path}{key}.', {str(i): value}).url(str(i)) for i, value in enumerate(self._list(key))]

    def table(self, key: str) -> 'Table':
        value = self.raw.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, 'must be a table')
        return Table(self.file, f'{self._path}{key}.', value)

    def tables(self, key: str, known: set[str]) -> list['Table']:
        found = []
        for i, value in enumerate(self._list(key)):
            if not isinstance(value, dict):
                raise self.error(f'{key}.{i}', 'must be a table')
            found.append(Table(self.file, f'{self._path}{key}.{i}.', value))
            found[-1].refuse_others(known)
        return found

    def _list(self, key: str) -> Sequence[Any]:
        value = self.raw.get(key, [])
        if not isinstance(value, list):
            raise self.error(key, 'must be a list')
        return value
