"""A part of a list: which rows, in which order."""

from collections.abc import Mapping
from dataclasses import dataclass

from rotkehlchen.core.errors import InputError


@dataclass(frozen=True, slots=True)
class Page:
    """`order`: (attribute, ascending) pairs, the first counting most. `limit` None: all rows."""

    limit: int | None = None
    offset: int = 0
    order: tuple[tuple[str, bool], ...] = ()

    def to_sql(self, columns: Mapping[str, str], default: str) -> str:
        """` ORDER BY ... LIMIT ... OFFSET ...`. `columns` maps the attributes that may order to SQL terms.

        `default` orders rows that are otherwise equal, so that pages never overlap. Raises InputError for another attribute.
        """
        terms = []
        for number, (attribute, ascending) in enumerate(self.order):
            if attribute not in columns:
                field = f'order_by_attributes.{number}'
                raise InputError(f'{field}: cannot order by {attribute}; possible are {", ".join(columns)}', field=field)
            terms.append(f'{columns[attribute]} {"ASC" if ascending else "DESC"}')
        limit = -1 if self.limit is None else int(self.limit)
        return f' ORDER BY {", ".join([*terms, default])} LIMIT {limit} OFFSET {int(self.offset)}'


def like_pattern(text: str) -> str:
    r"""Pattern of `LIKE ? ESCAPE '\'` for rows that contain `text` literally."""
    escaped = text.replace('\\', '\\\\').replace('%', '\\%').replace('_', '\\_')
    return f'%{escaped}%'
