"""Finds integrations on disk: manifests are read when their kind is first asked for, code when it is first used.

Importing this module reads nothing and imports no integration, so that a start costs the same with ten of them or a thousand.
"""

import importlib
import importlib.util
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Final

from rotkehlchen.contracts.kind import KINDS
from rotkehlchen.contracts.manifest import Manifest, load_manifest
from rotkehlchen.core.errors import NotFoundError

PACKAGE: Final = 'rotkehlchen.integrations'
SHIPPED: Final = Path(__file__).parent.parent / 'integrations'
MANIFEST: Final = 'manifest.toml'
LOGO: Final = 'logo.svg'


class Registry:
    """The integrations of one folder. Safe to use from several threads."""

    def __init__(self, root: Path = SHIPPED) -> None:
        self._root = root
        self._manifests: dict[str, dict[str, Manifest]] = {}
        self._modules: dict[tuple[str, str, str], ModuleType] = {}
        self._lock = threading.RLock()

    def manifests(self, kind: str) -> tuple[Manifest, ...]:
        """Every integration of a kind, by id. Raises ManifestError for a folder that breaks its contract."""
        return tuple(self._by_id(kind).values())

    def find(self, kind: str, identifier: str) -> Manifest | None:
        return self._by_id(kind).get(identifier)

    def get(self, kind: str, identifier: str) -> Manifest:
        """Raises NotFoundError."""
        manifest = self.find(kind, identifier)
        if manifest is None:
            raise NotFoundError(f'There is no {kind} named {identifier}.', kind=kind, id=identifier)
        return manifest

    def load(self, kind: str, identifier: str, module: str = '') -> ModuleType:
        """The code of an integration, imported now if it wasn't. `module`: its first one if empty. Raises NotFoundError."""
        manifest = self.get(kind, identifier)
        name = module or next(iter(KINDS[kind].modules))
        key = (kind, identifier, name)
        with self._lock:
            if key not in self._modules:
                self._modules[key] = self._import(manifest, name)
            return self._modules[key]

    def find_logo(self, kind: str, identifier: str) -> bytes | None:
        """The SVG of an integration, None if it has none or does not exist."""
        manifest = self.find(kind, identifier)
        file = manifest.folder / LOGO if manifest is not None else None
        return file.read_bytes() if file is not None and file.is_file() else None

    def folders(self, kind: str) -> list[Path]:
        """The folders of a kind, with or without a manifest, by name."""
        parent = self._root / KINDS[kind].folder
        return sorted(one for one in parent.iterdir() if one.is_dir() and one.name[0] not in '_.') if parent.is_dir() else []

    def _by_id(self, kind: str) -> dict[str, Manifest]:
        with self._lock:
            if kind not in self._manifests:
                files = [folder / MANIFEST for folder in self.folders(kind)]
                self._manifests[kind] = {file.parent.name: load_manifest(file, kind) for file in files if file.is_file()}
            return self._manifests[kind]

    def _import(self, manifest: Manifest, name: str) -> ModuleType:
        path = f'{KINDS[manifest.kind].folder}.{manifest.id}.{name}'
        if self._root == SHIPPED:
            return importlib.import_module(f'{PACKAGE}.{path}')
        spec = importlib.util.spec_from_file_location(f'integration_at_{abs(hash(self._root))}.{path}', manifest.folder / f'{name}.py')
        if spec is None or spec.loader is None:
            raise NotFoundError(f'{manifest.id} has no module {name}.', kind=manifest.kind, id=manifest.id)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module
