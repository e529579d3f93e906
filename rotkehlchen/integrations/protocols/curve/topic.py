"""First topics of the logs of Curve's pools and routers, of every generation.

Source: the events in github.com/curvefi (curve-contract, curve-crypto-contract, curve-factory, stableswap-ng, twocrypto-ng, tricrypto-ng,
curve-pool-registry, curve-router-ng).
"""

from typing import Final

ADDED: Final = (
    '0x26f55a85081d24974e85c6c00045d0f0453991e95873f52bff0d21af4079a768',  # AddLiquidity(address,uint256[2],uint256[2],uint256,uint256)
    '0x423f6495a08fc652425cf4ed0d1f9e37e571d9b9529b1c1c23cce780b2e7df0d',  # AddLiquidity(address,uint256[3],uint256[3],uint256,uint256)
    '0x3f1915775e0c9a38a57a7bb7f1f9005f486fb904e1f84aa215364d567319a58d',  # AddLiquidity(address,uint256[4],uint256[4],uint256,uint256)
    '0x38b7b1a287854d9e1805f88b66038659ee32e1d1362fccaba44923d3159ed493',  # AddLiquidity(address,uint256[5],uint256[5],uint256,uint256)
    '0xb75cb646d689818d2094e33e76c4c61b0c191da6a9d9c33e68e2a599c552a7d8',  # AddLiquidity(address,uint256[6],uint256[6],uint256,uint256)
    '0x301dcd67d82fe8ed345a97ca49547a2f06d21f27e7a05f3e5f28eb40b1dcbe15',  # AddLiquidity(address,uint256[7],uint256[7],uint256,uint256)
    '0x1c9ab14f21b1a006fe118d6a90c08c8faf6f18e45fd16a78f059c85ce1dd10d5',  # AddLiquidity(address,uint256[8],uint256[8],uint256,uint256)
    '0x189c623b666b1b45b83d7178f39b8c087cb09774317ca2f53c2d3c3726f222a2',  # AddLiquidity(address,uint256[],uint256[],uint256,uint256)
    '0x540ab385f9b5d450a27404172caade516b3ba3f4be88239ac56a2ad1de2a1f5a',  # AddLiquidity(address,uint256[2],uint256,uint256)
    '0x7196cbf63df1f2ec20638e683ebe51d18260be510592ee1e2efe3f3cfd4c33e9',  # AddLiquidity(address,uint256[2],uint256,uint256,uint256)
    '0x0e1f3c59f25a027e14a3f55c68245d22089c42b1dcd09f123a11d4af3c0d6f72',  # AddLiquidity(address,address,uint256[2],uint256,uint256,uint256)
    '0x96b486485420b963edd3fdec0b0195730035600feb7de6f544383d7950fa97ee',  # AddLiquidity(address,uint256[3],uint256,uint256)
    '0xe1b60455bd9e33720b547f60e4e0cfbf1252d0f2ee0147d53029945f39fe3c1a',  # AddLiquidity(address,uint256[3],uint256,uint256,uint256)
    '0x3d71456fa03b1e3764d7fe23d2e2b084e06bf02bab99bf2468549c358cc9b918',  # AddLiquidity(address,address,uint256[3],uint256,uint256,uint256)
)
REMOVED: Final = (
    '0x7c363854ccf79623411f8995b362bce5eddff18c927edc6f5dbbb5e05819a82c',  # RemoveLiquidity(address,uint256[2],uint256[2],uint256)
    '0x2b5508378d7e19e0d5fa338419034731416c4f5b219a10379956f764317fd47e',  # RemoveLiquidityImbalance(address,uint256[2],uint256[2],uint256,uint256)
    '0xa49d4cf02656aebf8c771f5a8585638a2a15ee6c97cf7205d4208ed7c1df252d',  # RemoveLiquidity(address,uint256[3],uint256[3],uint256)
    '0x173599dbf9c6ca6f7c3b590df07ae98a45d74ff54065505141e7de6c46a624c2',  # RemoveLiquidityImbalance(address,uint256[3],uint256[3],uint256,uint256)
    '0x9878ca375e106f2a43c3b599fc624568131c4c9a4ba66a14563715763be9d59d',  # RemoveLiquidity(address,uint256[4],uint256[4],uint256)
    '0xb964b72f73f5ef5bf0fdc559b2fab9a7b12a39e47817a547f1f0aee47febd602',  # RemoveLiquidityImbalance(address,uint256[4],uint256[4],uint256,uint256)
    '0x41ad86b931b621f30a3c50b0a81ba5d68071e47f52399c0628d6c44294c3f207',  # RemoveLiquidity(address,uint256[5],uint256[5],uint256)
    '0xc604f7b11e407e81b2c8d0d402b62a5244388c3eff3de7694a32bf418a3f360f',  # RemoveLiquidityImbalance(address,uint256[5],uint256[5],uint256,uint256)
    '0x50785567786321872d9fb6489b0346f324f223751a07092732964302b47bf5ab',  # RemoveLiquidity(address,uint256[6],uint256[6],uint256)
    '0x12a087e3c3dc9ab2fde2696c1a25b4ab8e56582dd91663298fc91cd4f8341e12',  # RemoveLiquidityImbalance(address,uint256[6],uint256[6],uint256,uint256)
    '0x3395d65477b7eb8fa2a2d301f3044675a88fe611b56c5c38f5b1e601bd3081a4',  # RemoveLiquidity(address,uint256[7],uint256[7],uint256)
    '0x7b3e9a12f6ba95be0994d0081a51c20ddeb29215d8374fcd15cbba37205524c6',  # RemoveLiquidityImbalance(address,uint256[7],uint256[7],uint256,uint256)
    '0x92906545a66f632fe59e5e9fff0088f6657095a61fe16d51186595e6383eabdb',  # RemoveLiquidity(address,uint256[8],uint256[8],uint256)
    '0x06f456afe29fc4ab3ed527b1bf38e4e0caf69e65626282269e0d07554e638b2f',  # RemoveLiquidityImbalance(address,uint256[8],uint256[8],uint256,uint256)
    '0x347ad828e58cbe534d8f6b67985d791360756b18f0d95fd9f197a66cc46480ea',  # RemoveLiquidity(address,uint256[],uint256[],uint256)
    '0x3631c28b1f9dd213e0319fb167b554d76b6c283a41143eb400a0d1adb1af1755',  # RemoveLiquidityImbalance(address,uint256[],uint256[],uint256,uint256)
    '0xdd3c0336a16f1b64f172b7bb0dad5b2b3c7c76f91e8c4aafd6aae60dce800153',  # RemoveLiquidity(address,uint256[2],uint256)
    '0xd6cc314a0b1e3b2579f8e64248e82434072e8271290eef8ad0886709304195f5',  # RemoveLiquidity(address,uint256[3],uint256)
    '0x1664c363ecbc24d7a77c077e1204d454e42bd2713e213057d7bea9227488b49d',  # RemoveLiquidity(address,address,uint256[2],uint256)
    '0x9e96dd3b997a2a257eec4df9bb6eaf626e206df5f543bd963682d143300be310',  # RemoveLiquidityOne(address,uint256,uint256)
    '0x5ad056f2e28a8cec232015406b843668c1e36cda598127ec3b8c59b8c72773a0',  # RemoveLiquidityOne(address,uint256,uint256,uint256)
    '0x6f48129db1f37ccb9cc5dd7e119cb32750cabdf75b48375d730d26ce3659bbe1',  # RemoveLiquidityOne(address,int128,uint256,uint256,uint256)
    '0xe200e24d4a4c7cd367dd9befe394dc8a14e6d58c88ff5e2f512d65a9e0aa9c5c',  # RemoveLiquidityOne(address,uint256,uint256,uint256,uint256,uint256)
    '0x43fb02998f4e03da2e0e6fff53fdbf0c40a9f45f145dc377fc30615d7d7a8a64',  # RemoveLiquidityOne(address,uint256,uint256,uint256,uint256)
)
EXCHANGED: Final = (
    '0x8b3e96f2b889fa771c53c981b40daf005f63f637f1869f707052d15a3dd97140',  # TokenExchange(address,int128,uint256,int128,uint256)
    '0xb2e76ae99761dc136e598d4a629bb347eccb9532a5f8bbd72e18467c3c34cc98',  # TokenExchange(address,uint256,uint256,uint256,uint256)
    '0x143f1f8e861fbdeddd5b46e844b7d3ac7b86a122f36e8c463859ee6811b1f29c',  # TokenExchange(address,uint256,uint256,uint256,uint256,uint256,uint256)
    '0xd013ca23e77a65003c2c659c5442c00c805371b7fc1ebd4c206c41d1536bd90b',  # TokenExchangeUnderlying(address,int128,uint256,int128,uint256)
    '0xadf5c0d3bc909b7784721a34c8651ffa00123015ef32b9d69cf6d5b2bba40756',  # TokenExchangeUnderlying(address,uint256,uint256,uint256,uint256)
)
ROUTED: Final = (
    '0xbd3eb7bcfdd1721a4eb4f00d0df3ed91bd6f17222f82b2d7bce519d8cab3fe46',  # TokenExchange(address,address,address,address,address,...), of registries
    '0x14b561178ae0f368f40fafd0485c4f7129ea71cdc00b4ce1e5940f9bc659c8b2',  # ExchangeMultiple(address,address,address[9],uint256[3][4],address[4],...)
    '0x56d0661e240dfb199ef196e16e6f42473990366314f0226ac978f7be3cd9ee83',  # Exchange(address,address,address[11],uint256[5][5],address[5],uint256,uint256)
    '0x6c158c4ed7032f1efedba575b6de507d152ac02be8e163d6c38c7d4a535df711',  # Exchange(address,address,address[11],uint256[4][5],address[5],uint256,uint256)
)
VOTED: Final = '0x45ca9a4c8d0119eb329e580d28fe689e484e1be230da8037ade9547d2d25cc91'  # VoteForGauge(uint256,address,address,uint256)
