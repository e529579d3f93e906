from collections.abc import Callable
from pathlib import Path

import pytest

from rotkehlchen.contracts.chain import parse_chain
from rotkehlchen.contracts.manifest import Manifest, ManifestError, load_manifest

GOOD = """\
id = "acme"
name = "Acme"
capabilities = ["balances", "tokens"]
docs = ["https://docs.acme.example"]
[[sources]]
url = "https://docs.acme.example"
read = 2026-11-21
facts = "all"
[[credentials]]
field = "api_key"
label = "API key"
required = false
[chain]
type = "evm"
position = 5
chain_id = 12345
evm_name = "acme"
native_asset = "eip155:12345/native"
native_decimals = 18
multicall3 = "0xcA11bde05977b3631167028862bE2a173976CA11"
explorer = "https://scan.acme.example"
gas_fee = "ethereum"
[[chain.nodes]]
name = "One"
endpoint = "https://one.acme.example"
weight = 60
[[chain.nodes]]
name = "Two"
endpoint = "https://two.acme.example"
weight = 40
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_manifest(text: str) -> Path:
        folder = tmp_path / 'chains' / 'acme'
        folder.mkdir(parents=True, exist_ok=True)
        (folder / 'manifest.toml').write_text(text, encoding='utf-8')
        return folder / 'manifest.toml'
    return write_manifest


def load(file: Path) -> Manifest:
    manifest = load_manifest(file, 'chain')
    parse_chain(manifest)
    return manifest


def test_good_manifest_is_read(write: Write) -> None:
    manifest = load(write(GOOD))
    chain = parse_chain(manifest)
    assert (manifest.id, manifest.name, manifest.sources[0].read.isoformat()) == ('acme', 'Acme', '2026-11-21')
    assert manifest.can('tokens')
    assert not manifest.can('ens')
    [credential] = manifest.credentials
    assert (credential.field, credential.is_secret, credential.is_required) == ('api_key', True, False)
    assert (chain.chain_id, chain.evm_chain_name, chain.has_ens, chain.wrapped_native) == (12345, 'acme', False, None)
    assert [(node.name, int(node.weight)) for node in chain.nodes] == [('One', 60), ('Two', 40)]


@pytest.mark.parametrize(('old', 'new', 'key'), [
    ('id = "acme"', 'id = "other"', 'id'),
    ('id = "acme"', 'id = "Acme"', 'id'),
    ('id = "acme"', '', 'id'),
    ('name = "Acme"', 'name = 5', 'name'),
    ('name = "Acme"', 'name = " "', 'name'),
    ('name = "Acme"', 'nmae = "Acme"', 'nmae'),
    ('"balances", "tokens"', '"flying"', 'capabilities'),
    ('"balances", "tokens"', '', 'capabilities'),
    ('docs = ["https://docs.acme.example"]', 'docs = ["http://docs.acme.example"]', 'docs.0'),
    ('docs = ["https://docs.acme.example"]', 'docs = "https://docs.acme.example"', 'docs'),
    ('read = 2026-11-21', 'read = "2026-11-21"', 'sources.0.read'),
    ('read = 2026-11-21', '', 'sources.0.read'),
    ('facts = "all"', 'facts = "all"\nmore = 1', 'sources.0.more'),
    ('field = "api_key"', 'field = "API key"', 'credentials.0.field'),
    ('required = false', 'required = "no"', 'credentials.0.required'),
    ('type = "evm"', 'type = "magic"', 'chain.type'),
    ('chain_id = 12345', 'chain_id = 0', 'chain.chain_id'),
    ('chain_id = 12345', 'chain_id = true', 'chain.chain_id'),
    ('chain_id = 12345', 'chain_id = 1.5', 'chain.chain_id'),
    ('native_decimals = 18', 'native_decimals = 99', 'chain.native_decimals'),
    ('native_asset = "eip155:12345/native"', 'native_asset = "eip155:0/native"', 'chain.native_asset'),
    ('0xcA11bde05977b3631167028862bE2a173976CA11', '0xca11bde05977b3631167028862be2a173976ca11', 'chain.multicall3'),
    ('0xcA11bde05977b3631167028862bE2a173976CA11', '0x12', 'chain.multicall3'),
    ('explorer = "https:', 'explorer = "http:', 'chain.explorer'),
    ('gas_fee = "ethereum"', 'gas_fee = "free"', 'chain.gas_fee'),
    ('gas_fee = "ethereum"', 'gas_free = "ethereum"', 'chain.gas_free'),
    ('weight = 40', 'weight = 30', 'chain.nodes'),
    ('weight = 40', 'weight = 40.5', 'chain.nodes.1.weight'),
    ('https://two.acme', 'https://one.acme', 'chain.nodes'),
    ('endpoint = "https://two', 'endpoint = "http://two', 'chain.nodes.1.endpoint'),
    ('[chain]', '[chain', 'file'),
])
def test_wrong_manifest_names_file_and_key(write: Write, old: str, new: str, key: str) -> None:
    assert old in GOOD
    with pytest.raises(ManifestError) as caught:
        load(write(GOOD.replace(old, new, 1)))
    assert caught.value.key == key
    assert str(caught.value).startswith('chains/acme/manifest.toml: ')


def test_manifest_without_sources_is_refused(write: Write) -> None:
    with pytest.raises(ManifestError) as caught:
        load(write(GOOD.replace('[[sources]]', '[[credentials]]', 1).replace('url = ', 'field = "x"\nlabel = "x"\n#', 1)))
    assert caught.value.key in ('sources', 'credentials.0.read')


def test_two_credentials_of_one_field_are_refused(write: Write) -> None:
    with pytest.raises(ManifestError) as caught:
        load(write(GOOD.replace('[chain]', '[[credentials]]\nfield = "api_key"\nlabel = "Again"\n[chain]')))
    assert caught.value.key == 'credentials'
