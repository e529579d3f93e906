"""Identifiers: one canonical form, and nothing that isn't one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotkehlchen.core.errors import IdentifierError
from rotkehlchen.core.ids import (
    evm_multi_token_id,
    evm_nft_id,
    evm_token_id,
    find_evm_token,
    parse_asset_id,
    parse_evm_address,
    short_name,
    to_checksum_address,
)

# The test addresses of EIP-55 itself.
EIP55 = [
    '0x52908400098527886E0F7030069857D2E4169EE7', '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
    '0xde709f2102306220921060314715629080e2fb77', '0x27b1fdb04752bbc536007a920d24acb045561c26',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB', '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
]
ADDRESS_BYTES = st.binary(min_size=20, max_size=20)


@pytest.mark.parametrize('address', EIP55)
def test_checksum_of_the_standard_is_reproduced(address: str) -> None:
    assert to_checksum_address(address.lower()) == address


@given(ADDRESS_BYTES)
def test_parse_evm_address_any_twenty_bytes_round_trip(raw: bytes) -> None:
    lower = '0x' + raw.hex()
    canonical = parse_evm_address(lower)
    assert canonical.lower() == lower
    assert parse_evm_address(canonical) == canonical
    assert parse_evm_address('0x' + raw.hex().upper()) == canonical


@given(ADDRESS_BYTES, st.integers(min_value=2, max_value=41))
def test_parse_evm_address_one_letter_in_the_wrong_case_is_refused(raw: bytes, position: int) -> None:
    canonical = parse_evm_address('0x' + raw.hex())
    changed = canonical[:position] + canonical[position].swapcase() + canonical[position + 1:]
    body = changed[2:]
    if changed == canonical or body in (body.lower(), body.upper()):
        return
    with pytest.raises(IdentifierError, match='checksum'):
        parse_evm_address(changed)


@pytest.mark.parametrize('raw', [None, 1, '', '0x', '0x' + '0' * 39, '0x' + '0' * 41, '0x' + 'g' * 40, '0' * 42, ' 0x' + '0' * 40, '0x' + '\uff10' * 40])
def test_parse_evm_address_not_an_address_is_refused(raw: object) -> None:
    with pytest.raises(IdentifierError):
        parse_evm_address(raw)


@given(ADDRESS_BYTES, st.integers(min_value=1, max_value=10**12))
def test_token_identifier_is_found_again(raw: bytes, chain_id: int) -> None:
    identifier = evm_token_id(chain_id, '0x' + raw.hex())
    assert parse_asset_id(identifier.lower().replace('eip155', 'eip155')) == identifier
    assert find_evm_token(identifier) == (chain_id, 'erc20', parse_evm_address('0x' + raw.hex()))


def test_nft_identifier_keeps_its_number() -> None:
    address = EIP55[4]
    assert parse_asset_id(f'eip155:1/erc721:{address.lower()}/007') == evm_nft_id(1, address, 7)
    assert parse_asset_id(f'eip155:1/erc1155:{address.lower()}/007') == evm_multi_token_id(1, address, 7)


@pytest.mark.parametrize('raw', [
    '', ' ', ' ETH', 'ETH ', 'E\nTH', 'a' * 201, 'eip155:', 'eip155:0/erc20:' + EIP55[0], 'eip155:1/erc20:0x12', 'eip155:01/native',
    'eip155:1/erc777:' + EIP55[0],
    'eip155:1/erc20:' + EIP55[0] + '/', 5, None, '\u202eETH', 'eip155:1/erc20:' + EIP55[0] + '/' + '9' * 79,
])
def test_parse_asset_id_malformed_is_refused(raw: object) -> None:
    with pytest.raises(IdentifierError):
        parse_asset_id(raw)


@given(st.text(max_size=60))
def test_parse_asset_id_any_text_is_canonical_or_refused(text: str) -> None:
    try:
        identifier = parse_asset_id(text)
    except IdentifierError:
        return
    assert parse_asset_id(identifier) == identifier


@pytest.mark.parametrize(('asset', 'name'), [
    ('eip155:1/erc721:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48/2', 'NFT #2'),
    ('eip155:1/erc1155:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48/1234567890123456', 'NFT #1234…3456'),
    ('eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', '0xA0b8…eB48'), ('ETH', 'ETH'), ('eip155:77/native', 'eip155:77/native'),
])
def test_asset_without_a_symbol_has_a_short_name(asset: str, name: str) -> None:
    assert short_name(asset) == name
