"""Octant: GLM locked and unlocked."""

from typing import Final

from rotkehlchen.decoding.families.told import told

LOCKED: Final = '0x4c00281b0bce21cd7064204e92146d972c359c3743b9a503f438b4325efaaf14'  # Locked(uint256,uint256,uint256,address)
UNLOCKED: Final = '0xc866d6212c58a2480a6da14f1bdbaae0c127cdc8296409157a23b968149066ce'  # Unlocked(uint256,uint256,uint256,address)
DEPOSITS: Final = {1: ('0x879133Fd79b7F48CE1c368b0fCA9ea168eaF117c', '0x7bee381d8ea5AE16459BcCD06ee5600bD0F1E86f')}
GLM: Final = '0x7dd9c5cba05e151c895fde1cf355c9a1d5da6429'

RULES = (
    told('lock', 'octant', LOCKED, DEPOSITS, 'deposit', 'deposit to protocol', 'out', word=1, token=GLM, at_log=True),
    told('unlock', 'octant', UNLOCKED, DEPOSITS, 'withdrawal', 'withdraw from protocol', 'in', word=1, token=GLM, at_log=True),
)
