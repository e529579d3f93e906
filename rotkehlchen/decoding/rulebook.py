"""The rules of every protocol folder as one ruleset. Their code is imported here, when something is first decoded."""

from collections.abc import Collection

from rotkehlchen.contracts.registry import Registry
from rotkehlchen.decoding.ruleset import Ruleset


def load_ruleset(registry: Registry, without: Collection[str] = ()) -> Ruleset:
    """`without`: protocols left out. Raises ManifestError, ValueError for a folder that breaks its contract."""
    return Ruleset({
        manifest.id: tuple(registry.load('protocol', manifest.id).RULES)
        for manifest in registry.manifests('protocol') if manifest.id not in without and manifest.can('decoding')
    })
