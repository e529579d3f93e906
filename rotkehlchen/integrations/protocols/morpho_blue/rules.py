"""Morpho Blue: isolated markets in one contract, known by the logs that name a market by its hash. Source: github.com/morpho-org/morpho-blue."""

from typing import Final

from rotkehlchen.decoding.families.told import told

SUPPLY: Final = '0xedf8870433c83823eb071d3df1caa8d008f12f6440918c20d75a3602cda30fe0'  # Supply(bytes32,address,address,uint256,uint256)
WITHDRAW: Final = '0xa56fc0ad5702ec05ce63666221f796fb62437c32db1aa1aa075fc6484cf58fbf'  # Withdraw(bytes32,address,address,address,uint256,uint256)
BORROW: Final = '0x570954540bed6b1304a87dfe815a5eda4a648f7097a16240dcd85c9b5fd42a43'  # Borrow(bytes32,address,address,address,uint256,uint256)
REPAY: Final = '0x52acb05cebbd3cd39715469f22afbf5a17496295ef3bc9bb5944056c63ccaa09'  # Repay(bytes32,address,address,uint256,uint256)
ADD: Final = '0xa3b9472a1399e17e123f3c2e6586c23e504184d504de59cdaa2b375e880c6184'  # SupplyCollateral(bytes32,address,address,uint256)
TAKE: Final = '0xe80ebd7cc9223d7382aab2e0d1d6155c65651f83d53c8b9b06901d167e321142'  # WithdrawCollateral(bytes32,address,address,address,uint256)
LIQUIDATE: Final = '0xa4946ede45d0c6f06a0f5ce92c9ad3b4751452d2fe0e25010783bcab57a67e41'  # Liquidate(bytes32,address,address,uint256 x 5)
WORD: Final = 'morpho_blue'

# The contract calls the receiver `receiver` where it is indexed; where it is not, the data begins with who called.
RULES = (
    told('supply', WORD, SUPPLY, None, 'deposit', 'deposit to protocol', 'out'),
    told('withdraw', WORD, WITHDRAW, None, 'withdrawal', 'withdraw from protocol', 'in', word=1),
    told('borrow', WORD, BORROW, None, 'receive', 'generate debt', 'in', word=1),
    told('repay', WORD, REPAY, None, 'spend', 'payback debt', 'out'),
    told('supply_collateral', WORD, ADD, None, 'deposit', 'deposit to protocol', 'out'),
    told('withdraw_collateral', WORD, TAKE, None, 'withdrawal', 'withdraw from protocol', 'in', word=1),
    told('liquidation', WORD, LIQUIDATE, None, 'spend', 'payback debt', 'out'),
    told('liquidated', WORD, LIQUIDATE, None, 'receive', 'liquidate', 'in', word=2),
)
