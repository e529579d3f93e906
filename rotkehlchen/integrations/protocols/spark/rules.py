"""Spark: SparkLend (a fork of Aave's pools), savings vaults, the exchange PSM3, staking of SPK, reward distributions."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from rotkehlchen.contracts.protocol import CallRule, Claim, LogRule
from rotkehlchen.contracts.transaction import Log, Transaction
from rotkehlchen.decoding.claim import retype, swap, unwrap, wrap
from rotkehlchen.decoding.families.lending_v3 import Market, market_rules
from rotkehlchen.decoding.families.told import told
from rotkehlchen.decoding.families.vault import erc4626_rules, find_near

LEND: Final = Market('spark', {
    1: ('0xC13e21B648A5Ee794902342038FF3aDAB66BE987',), 100: ('0x2Dae5307c5E3FD1CF5A72Cb6F698f915860607e0',),
}, 'spark ', {1: ('0x4370D3b6C9588E02ce9D22e684387859c7Ff5b34',), 100: ('0x98e6BcBA7d5daFbfa4a92dAF08d3d7512820c30C',)})
SAVINGS: Final = {
    1: (
        '0x83F20F44975D03b1b09e64809B757c47f942BEeA', '0xa3931d71877C0E7a3148CB7Eb4463524FEc27fbD',  # sDAI, sUSDS
        '0xBc65ad17c5C0a2A4D159fa5a503f4992c7B545FE', '0xfE6eb3b609a7C8352A241f7F3A21CEA4e9209B8f',  # sUSDC, spETH
        '0x80128DbB9f07b93DDE62A6daeadb69ED14a7D354', '0x28B3a8fb53B741A8Fd78c0fb9A6B2393d896a43d',  # spPYUSD, spUSDC
        '0xe2e7a17dFf93280dec073C995595155283e3C372', '0xc6132FAF04627c8d05d6E759FAbB331Ef2D8F8fD',  # spUSDT, stSPK
    ),
    10: ('0xCF9326e24EBfFBEF22ce1050007A43A3c0B6DB55',),  # sUSDC
    100: ('0xaf204776c7245bF4147c2612BF6e5972Ee483701',),  # sDAI
    130: ('0x14d9143BEcC348920b68D123687045db49a016C6',),
    8453: ('0x3128a0F7f0ea68E7B7c9B00AFa7E41045828e858',),
    42161: ('0x940098b108fB7D0a7E374f6eDED7760787464609',),
}
PSM: Final = {
    10: ('0xe0F9978b907853F354d79188A3dEfbD41978af62',), 130: ('0x7b42Ed932f26509465F7cE3FAF76FfCe1275312f',),
    8453: ('0x1601843c5E9bC251A3272907010AFa41Fa18347E',), 42161: ('0x2B05F8e1cACC6974fD79A673a341Fe1f58d27266',),
}
SUSDS: Final = {  # the savings token that the exchange gives and takes, by chain
    10: '0xb5b2dc7fd34c249f4be7fb1fcea07950784229e0', 130: '0xa06b10db9f390990364a3984c04fadf1c13691b5',
    8453: '0x5875eee11cf8398102fdad704c9e96607675467a', 42161: '0xddb46999f8891663a8f2828d25298f70416d7610',
}
AIRDROPS: Final = {1: (
    '0x9107F5f940226A9f21433F373A4f938228d20e1A', '0xCBA0C0a2a0B6Bb11233ec4EA85C5bFfea33e724d', '0x7ac96180C4d6b2A328D3a19ac059D0E7Fc3C6d41',
)}
DISTRIBUTORS: Final = {1: ('0xe9eaE48Ed66C63fD4D12e315BC7d31Aacd89a909', '0xbaf21A27622Db71041Bd336a573DDEdC8eB65122')}
ACTIONS: Final = {1: ('0x52d298Ff9e77E71C2EB1992260520E7b15257d99',)}  # USDC to sUSDS and back in one call
STAKED_SPK: Final = {1: ('0xc6132FAF04627c8d05d6E759FAbB331Ef2D8F8fD',)}
SAVED: Final = '0xa3931d71877c0e7a3148cb7eb4463524fec27fbd'  # sUSDS on Ethereum
UNSTAKED: Final = '0xebff2602b3f468259e1e99f613fed6691f3a6526effe6ef3e768ba7ae7a36c4f'  # Withdraw(address,address,uint256,uint256,uint256)
STAKE_CLAIMED: Final = '0x865ca08d59f5cb456e85cd2f7ef63664ea4f73327414e9d8152c4158b0e94645'  # Claim(address,address,uint256,uint256)
SWAP: Final = '0xdba43ee9916cb156cc32a5d3406e87341e568126a46815294073ba25c9400246'  # Swap(address,address,address,address,uint256,uint256,uint256)


def exchanges(tx: Transaction, log: Log) -> Iterator[Claim]:
    """One dollar for another; for the savings token or from it, that is a deposit or a withdrawal."""
    given, got = log.topic_address(1), log.topic_address(2)
    paid = find_near(tx.outgoing(token=given, to=log.address), log, log.word(1))
    back = find_near(tx.incoming(token=got, source=log.address, account=log.topic_address(3)), log, log.word(2))
    savings, pair = SUSDS[tx.chain_id], ([paid] if paid else [], [back] if back else [])
    yield from (wrap if got == savings else unwrap if given == savings else swap)('spark', *pair)


def saves(tx: Transaction) -> Iterator[Claim]:
    """Another dollar than the vault's own into savings or out of them."""
    outs, ins = [one for one in tx.outgoing() if one.kind == 'erc20'], [one for one in tx.incoming() if one.kind == 'erc20']
    if any(one.token == SAVED for one in ins):
        yield from wrap('spark', outs, ins)
    elif any(one.token == SAVED for one in outs):
        yield from unwrap('spark', outs, ins)


def unstakes(tx: Transaction, log: Log) -> Iterator[Claim]:
    """The receipt for staked SPK is burnt; SPK can be claimed later."""
    burnt = find_near(tx.outgoing(account=log.topic_address(1), token=log.address), log, log.word(1))
    yield from retype('spark', [burnt] if burnt else [], 'spend', 'return wrapped')


def claims(subtype: str, tx: Transaction) -> Iterator[Claim]:
    """What a distribution by Merkle tree paid out: from a wallet, not from the contract itself."""
    yield from retype('spark', [one for one in tx.incoming() if one.kind == 'erc20'], 'receive', subtype)


RULES = (
    *market_rules(LEND, 'lend_'), *erc4626_rules('spark', SAVINGS, 'vault_'), LogRule('psm', SWAP, exchanges, PSM),
    CallRule('actions', saves, ACTIONS), LogRule('unstake', UNSTAKED, unstakes, STAKED_SPK),
    told('unstaked', 'spark', STAKE_CLAIMED, STAKED_SPK, 'withdrawal', 'redeem wrapped', 'in', word=1),
    CallRule('airdrop', partial(claims, 'airdrop'), AIRDROPS), CallRule('reward', partial(claims, 'reward'), DISTRIBUTORS),
)
