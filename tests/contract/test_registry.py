import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rotkehlchen.contracts.kind import KINDS
from rotkehlchen.contracts.registry import SHIPPED, Registry
from rotkehlchen.core.errors import NotFoundError

FOLDERS = [(kind, folder.name) for kind in KINDS for folder in Registry().folders(kind)]


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """A copy of all integrations, whose modules are forgotten afterwards."""
    before = set(sys.modules)
    yield Path(shutil.copytree(SHIPPED, tmp_path / 'integrations', ignore=shutil.ignore_patterns('__pycache__')))
    for name in set(sys.modules) - before:
        if name.startswith('integration_at_'):
            del sys.modules[name]


def test_every_kind_is_found_on_disk() -> None:
    registry = Registry()
    assert {manifest.id for manifest in registry.manifests('chain')} >= {'eth', 'base', 'zksync_era', 'hyperliquid'}
    assert registry.manifests('exchange') == ()
    assert registry.find('chain', 'nothing') is None
    with pytest.raises(NotFoundError):
        registry.get('chain', 'nothing')
    with pytest.raises(NotFoundError):
        registry.load('oracle', 'nothing')


def test_logo_is_given_for_what_exists_only() -> None:
    registry = Registry()
    assert (registry.find_logo('chain', 'eth') or b'').startswith(b'<svg')
    for name in ('nothing', '../eth', '..', ''):
        assert registry.find_logo('chain', name) is None


@pytest.fixture(scope='module')
def lasting_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for many tests, each of which puts back what it takes away."""
    return Path(shutil.copytree(SHIPPED, tmp_path_factory.mktemp('lasting') / 'integrations', ignore=shutil.ignore_patterns('__pycache__')))


@pytest.fixture
def without_folder(lasting_copy: Path, tmp_path: Path, kind: str, identifier: str) -> Iterator[Path]:
    folder = lasting_copy / KINDS[kind].folder / identifier
    away = folder.rename(tmp_path / identifier)
    yield lasting_copy
    away.rename(folder)


@pytest.mark.parametrize(('kind', 'identifier'), FOLDERS)
def test_deleting_a_folder_breaks_nothing_else(without_folder: Path, kind: str, identifier: str) -> None:
    registry = Registry(without_folder)
    left = {(name, manifest.id) for name in KINDS for manifest in registry.manifests(name)}
    assert left == set(FOLDERS) - {(kind, identifier)}


def test_code_of_a_copy_is_loaded_from_there(copy: Path) -> None:
    registry = Registry(copy)
    module = registry.load('oracle', 'defillama')
    assert str(module.__file__).startswith(str(copy))
    assert registry.load('oracle', 'defillama') is module


def test_folder_without_manifest_is_no_integration(copy: Path) -> None:
    (copy / 'chains' / 'draft').mkdir()
    (copy / 'chains' / '__pycache__').mkdir(exist_ok=True)
    assert Registry(copy).find('chain', 'draft') is None
    assert not any(folder.name == '__pycache__' for folder in Registry(copy).folders('chain'))
