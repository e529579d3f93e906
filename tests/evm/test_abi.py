"""Call data against eth_abi as an independent coder, and decoders against hostile bytes."""

import pytest
from eth_abi import decode, encode
from hypothesis import given
from hypothesis import strategies as st

from demo.local_chain import keccak
from rotkehlchen.net.evm import abi
from rotkehlchen.net.evm.abi import AbiError, Call

SIGNATURES = {
    'aggregate3((address,bool,bytes)[])': abi.AGGREGATE3, 'getEthBalance(address)': abi.GET_ETH_BALANCE,
    'balanceOf(address)': abi.BALANCE_OF,
    'name()': abi.NAME, 'symbol()': abi.SYMBOL, 'decimals()': abi.DECIMALS, 'resolver(bytes32)': abi.ENS_RESOLVER,
    'addr(bytes32)': abi.ENS_ADDR, 'name(bytes32)': abi.ENS_NAME, 'text(bytes32,string)': abi.ENS_TEXT,
}
ADDRESS = '0xcA11bde05977b3631167028862bE2a173976CA11'


def test_selector_of_each_signature_is_its_hash() -> None:
    for signature, selector in SIGNATURES.items():
        assert keccak(signature.encode())[:4] == selector, signature


@given(st.lists(st.tuples(st.binary(min_size=20, max_size=20), st.binary(max_size=100)), max_size=20))
def test_aggregate3_encoding_equals_reference_coder(calls: list[tuple[bytes, bytes]]) -> None:
    expected = encode(['(address,bool,bytes)[]'], [[('0x' + target.hex(), True, data) for target, data in calls]])
    assert abi.encode_aggregate3([Call('0x' + target.hex(), data) for target, data in calls]) == abi.AGGREGATE3 + expected


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=100)), max_size=20))
def test_aggregate3_decoding_equals_reference_coder(results: list[tuple[bool, bytes]]) -> None:
    raw = encode(['(bool,bytes)[]'], [results])
    assert abi.decode_aggregate3(raw, len(results)) == [data if succeeded else None for succeeded, data in results]


@given(st.binary(max_size=400), st.integers(0, 5))
def test_decoders_of_random_bytes_raise_only_abi_error(raw: bytes, count: int) -> None:
    for decoder in (abi.decode_uint, abi.decode_address, abi.decode_text, lambda data: abi.decode_aggregate3(data, count)):
        try:
            decoder(raw)
        except AbiError:
            continue


@given(st.binary(max_size=400))
def test_text_decoding_agrees_with_reference_coder_where_both_accept(raw: bytes) -> None:
    encoded = encode(['bytes'], [raw])
    assert abi.decode_text(encoded) == decode(['bytes'], encoded)[0].decode('utf-8', 'replace')


def test_text_of_bytes32_is_read_without_padding() -> None:
    assert abi.decode_text(b'MKR'.ljust(32, b'\0')) == 'MKR'


def test_aggregate3_answer_with_overlapping_offsets_stays_small() -> None:
    blob = (20_000).to_bytes(32) + bytes(20_000)
    entry = (1).to_bytes(32) + (64).to_bytes(32) + blob
    count = 300
    raw = (32).to_bytes(32) + count.to_bytes(32) + (32 * count).to_bytes(32) * count + entry
    assert sum(len(data or b'') for data in abi.decode_aggregate3(raw, count)) <= count * abi.MAX_RESULT_BYTES


def test_aggregate3_answer_with_another_count_is_refused() -> None:
    with pytest.raises(AbiError):
        abi.decode_aggregate3(encode(['(bool,bytes)[]'], [[(True, b'')]]), 2)
