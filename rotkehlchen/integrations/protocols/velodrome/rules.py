"""Velodrome on Optimism: both versions, positions of Slipstream, gauges, locked VELO, votes and what they earn.

Source: github.com/velodrome-finance/contracts and slipstream and v1 (deployed addresses).
"""

from rotkehlchen.decoding.families.factory import Factory, clone_hash
from rotkehlchen.decoding.families.ve33 import Market, market_rules

V1_CODE = '0xc1ac28b1c4ebe53c0cff67bab5878c4eb68759bb1e9f73977cd266b247d149f0'
SPACINGS = (1, 5, 10, 20, 50, 60, 100, 200, 500, 1000, 2000)  # of ticks; the factories' owner may allow more
POSITIONS = {  # factories of Slipstream with what their pools are clones of
    '0x548118C7E0B865C2CfA94D15EC86B666468ac758': '0xE0A596c403E854FFb9C828aB4f07eEae04A05D37',
    '0xCc0bDDB707055e04e497aB22a59c2aF4391cd12F': '0xc28aD28853A547556780BEBF7847628501A3bCbb',
    '0xe13Dd1fbA721Aa81a1826D9523AC9BC7d260c879': '0x11B234946F28A3905710922138C65FBbe7496b4C',
}

RULES = market_rules(Market(
    'velodrome',
    factories={10: (
        Factory('0x25CbdDb98b35ab1FF77413456B31EC81A6B6B746', V1_CODE, 'pair_kind'),
        Factory('0xF1046053aa5682b4F9a81b5481394DA16BE5FF5a', clone_hash('0x95885Af5492195F0754bE71AD1545Fe81364E531'), 'pair_kind'),
    )},
    position_factories={10: [Factory(one, clone_hash(pool), 'words', SPACINGS) for one, pool in POSITIONS.items()]},
    routers={10: ['0x9c12939390052919aF3155f41Bf4160Fd3666A6f', '0xa062aE8A9c5e11aaA026fc2670B0D65cCc8B2858']},
    position_routers={10: ['0x0792a633F0c19c351081CF4B211F68F79bCc9676', '0xbA3aEe516399388C779463183d00bB579f5041Ca']},
    managers={10: [
        '0x416b433906b1B72FA758e166e239c43d68dC6F29', '0xbB5DFE1380333CEE4c2EeBd7202c80dE2256AdF4', '0xf7f8ccce99Ca2896eC75D3A399D152dB96808399',
    ]},
    escrows={10: ['0xFAf8FD17D9840595845582fCB047DF13f006787d', '0x9c7305eb78a432ced5C4D14Cac27E8Ed569A2e26']},
    voters={10: ['0x41C914ee0c7E1A5edCD0295623e6dC557B5aBf3C', '0x09236cfF45047DBee6B921e00704bed6D6B8Cf7e']},
    coins={10: ['0x9560e827aF36c94D2Ac33a39bCE1Fe78631088Db', '0x3c8B650257cFb5f272f799F5e2b4e65093a11a05']},
    universal={10: ['0x4bF3E32de155359D1D75e8B474b66848221142fc', '0x01D40099fCD87C018969B0e8D4aB1633Fb34763C']},
    distributors={10: ['0x9D4736EC60715e71aFe72973f7885DCBC21EA99b']},
))
