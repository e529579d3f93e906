"""Tags: create, recolour, rename, delete."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from rotkehlchen.core.color import default_background, most_readable_on
from rotkehlchen.core.errors import ConflictError, InputError, NotFoundError
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.tag import Tag, TagRepository

RESERVED: Final = frozenset({'contract'})  # the application puts and takes these itself


class TagService:
    def __init__(self, tags: TagRepository, notifier: Notifier) -> None:
        self._tags = tags
        self._notifier = notifier

    def all(self) -> list[Tag]:
        """Every tag, by name."""
        return self._tags.load_all()

    def add(self, name: str, description: str | None, background_color: str | None, foreground_color: str | None) -> None:
        """Create a tag. Colours not given are chosen so that the name can be read. Raises ConflictError if the name is taken."""
        name = _trimmed(name)
        self._refuse_taken(name)
        if background_color is None:
            background_color = default_background(name) if foreground_color is None else most_readable_on(foreground_color)
        tag = Tag(name, description, background_color, foreground_color or most_readable_on(background_color))
        if not self._tags.add(tag):
            raise _taken(name)
        self._notifier.data_changed('tags')

    def edit(self, name: str, **changes: str | None) -> None:
        """Change what is given of `name`, `description`, `background_color` and `foreground_color`. Uses follow a new name.

        The new name is `new_name`; a description of None removes it. Raises NotFoundError, ConflictError for a name that is taken.
        """
        tag = self._find(name)
        new_name = changes.pop('new_name', None)
        changed = replace(tag, **changes)  # type: ignore[arg-type]  # members of Tag, checked by the schema
        if new_name is not None:
            changed = replace(changed, name=_trimmed(new_name))
            if changed.name != tag.name:
                self._refuse_reserved(tag.name)
                self._refuse_taken(changed.name, besides=tag.name)
        self._tags.update(tag.name, changed)
        self._notifier.data_changed('tags')

    def delete(self, name: str) -> int:
        """Remove a tag from everything that has it. How many uses that were."""
        tag = self._find(name)
        self._refuse_reserved(tag.name)
        uses = self._tags.delete(tag.name)
        self._notifier.data_changed('tags')
        return uses or 0

    def resolve(self, names: Iterable[str], field: str = 'tags') -> list[str]:
        """The names as they are stored, in order, each once. Raises InputError at `field` for one that doesn't exist."""
        return resolve_tags({tag.name.casefold(): tag.name for tag in self._tags.load_all()}, names, field)

    def _find(self, name: str) -> Tag:
        wanted = name.strip().casefold()
        found = next((tag for tag in self._tags.load_all() if tag.name.casefold() == wanted), None)
        if found is None:
            raise NotFoundError(f'There is no tag {name}', field='name', name=name)
        return found

    def _refuse_taken(self, name: str, besides: str = '') -> None:
        names = (tag.name.casefold() for tag in self._tags.load_all() if tag.name != besides)
        if name.casefold() in names:
            raise _taken(name)

    def _refuse_reserved(self, name: str) -> None:
        if name.casefold() in RESERVED:
            raise ConflictError(f'The tag {name} belongs to the application: it can only be recoloured.', code='reserved', field='name')


def resolve_tags(known: dict[str, str], names: Iterable[str], field: str) -> list[str]:
    """`known` maps case-folded names to names as stored."""
    found: dict[str, None] = {}
    for number, name in enumerate(names):
        stored = known.get(name.strip().casefold())
        if stored is None:
            raise InputError(f'{field}.{number}: there is no tag {name}', field=f'{field}.{number}')
        found[stored] = None
    return list(found)


def _trimmed(name: str) -> str:
    return ' '.join(name.split())


def _taken(name: str) -> ConflictError:
    return ConflictError(f'name: there is a tag {name} already (letter case does not count)', code='duplicate', field='name', name=name)
