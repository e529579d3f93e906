"""The kinds of integration: where their folders are, which modules their code is in, what they may say they can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """`modules`: names of the code's modules and what each must define; none for a kind that is data only."""

    name: str
    folder: str
    modules: Mapping[str, str]
    capabilities: frozenset[str]
    has_logo: bool = True


KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind for kind in (
        Kind('chain', 'chains', {}, frozenset({'balances', 'tokens', 'ens'})),
        Kind('oracle', 'oracles', {'oracle': 'build'}, frozenset({'current', 'historical', 'series', 'offline'}), has_logo=False),
        Kind('indexer', 'indexers', {'indexer': 'build'}, frozenset({'transactions', 'internal', 'staking'}), has_logo=False),
        Kind('exchange', 'exchanges', {'exchange': 'build'}, frozenset({'balances', 'trades', 'movements', 'margin', 'staking'})),
        Kind('protocol', 'protocols', {'rules': 'RULES'}, frozenset({'decoding', 'balances'})),
        Kind('importer', 'importers', {'format': 'FORMAT'}, frozenset({'trades', 'movements', 'income'}), has_logo=False),
        Kind(
            'jurisdiction', 'jurisdictions', {'rules': 'RULES', 'report': 'REPORT'}, frozenset({'gains', 'income', 'forms'}),
            has_logo=False),
    )
}
