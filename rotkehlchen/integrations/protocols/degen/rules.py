"""Degen: claims of the seasons' airdrops, by merkle distributors on Base."""

from typing import Final

from rotkehlchen.decoding.families.direct import received

DISTRIBUTORS: Final = {8453: (
    '0x88d42b6DBc10D2494A0c6c189CeFC7573a6dCE62', '0xA2A5c549a454a1631Ff226E0Cf8Dc4aF03a61a75',
)}
DEGEN: Final = '0x4ed4E862860beD51a9570b96d89aF5E1B0Efefed'

RULES = (received('claim', 'degen', DISTRIBUTORS, 'receive', 'airdrop', token=DEGEN),)
