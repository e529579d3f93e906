"""python -m tools.assets.build [--check]: writes rotkehlchen/data, or says whether what is there is what would be written."""

import argparse
import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rotkehlchen.core.ids import find_evm_token
from tools.assets import check
from tools.assets.chain import build_chains
from tools.assets.coin import build_coins, build_cosmos, build_fiat
from tools.assets.group import build_collections
from tools.assets.icon import build_icons
from tools.assets.model import Asset
from tools.assets.source import Sources
from tools.assets.token import build_evm_tokens, build_solana_tokens

DATA = Path(__file__).parents[2] / 'rotkehlchen' / 'data'
BUILT = ('assets', 'chains', 'icons')


def build(sources: Sources) -> dict[str, bytes]:
    """relative path -> content of every file. Raises SystemExit with the list of what does not hold."""
    assets = {asset.identifier: asset for asset in gather(sources)}
    collections = build_collections(sources, assets)
    ordered = sorted(assets.values(), key=line_order)
    chains = build_chains(sources)
    icons = build_icons(sources, ordered, {line['chain_id'] for line in chains})
    problems = [*check.check_assets(ordered, icons), *check.check_collections(collections, assets), *check.check_chains(chains, assets)]
    if problems:
        raise SystemExit('\n'.join(problems))
    files: dict[str, bytes] = {f'icons/{stem}.svg': picture for stem, picture in icons.items()}
    for name in sorted({file_of(asset) for asset in ordered}):
        files[f'assets/{name}.jsonl'] = to_lines(asset.to_line() for asset in ordered if file_of(asset) == name)
    files['assets/collections.jsonl'] = to_lines(vars(one) for one in sorted(collections, key=lambda one: one.id))
    files['chains/known_chains.jsonl'] = to_lines(chains)
    total = sum(map(len, files.values()))
    if total > check.TOTAL_LIMIT_BYTES:
        raise SystemExit(f'{total} bytes are more than the {check.TOTAL_LIMIT_BYTES} that we ship')
    print_summary(files, ordered, len(collections))
    return files


def gather(sources: Sources) -> list[Asset]:
    """Every asset once. Order of precedence where symbols clash: fiat code, coins.csv, Cosmos; `coin` has the rule."""
    coins = build_coins()
    taken = {coin.identifier.upper() for coin in coins}
    fiat = build_fiat(sources, taken)
    taken |= {one.identifier for one in fiat}
    cosmos = build_cosmos(sources, taken, {coin.coingecko for coin in coins if coin.coingecko})
    return [*coins, *fiat, *cosmos, *build_evm_tokens(sources), *build_solana_tokens(sources)]


def file_of(asset: Asset) -> str:
    token = find_evm_token(asset.identifier)
    if token is not None:
        return f'evm-{token[0]}'
    return {'fiat': 'fiat', 'solana token': 'solana'}.get(asset.type, 'coins')


def line_order(asset: Asset) -> tuple[str, str]:
    return (file_of(asset), asset.identifier.lower())


def to_lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return ''.join(json.dumps(row, ensure_ascii=False, separators=(',', ':')) + '\n' for row in rows).encode()


def write(files: dict[str, bytes], folder: Path) -> None:
    for name in BUILT:
        shutil.rmtree(folder / name, ignore_errors=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def differing(files: dict[str, bytes], folder: Path) -> list[str]:
    """Paths whose content on disk is not what the build gives, and paths that it no longer gives."""
    there = {str(path.relative_to(folder)) for name in BUILT for path in (folder / name).rglob('*') if path.is_file()}
    changed = [name for name, content in files.items() if name not in there or (folder / name).read_bytes() != content]
    return sorted({*changed, *(there - set(files))})


def print_summary(files: dict[str, bytes], assets: list[Asset], collections: int) -> None:
    print(f'{len(assets)} assets, {collections} collections, {sum(name.endswith(".svg") for name in files)} icons, '
          f'{sum(map(len, files.values())):,} bytes')  # fmt: skip
    for name, count in Counter(file_of(asset) for asset in assets).most_common():
        print(f'  {count:6} {name}')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--check', action='store_true', help='write nothing; exit 1 if the shipped data would change')
    arguments = parser.parse_args()
    files = build(Sources())
    if not arguments.check:
        write(files, DATA)
    elif changed := differing(files, DATA):
        print('\n'.join(changed[:50]))
        sys.exit(1)


if __name__ == '__main__':
    main()
