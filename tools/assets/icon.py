"""Icons: chosen for what we ship, rebuilt from an allow-list of SVG elements, so that a picture can carry nothing else.

`btc.svg`, `usdc.svg`: assets. `chain-8453.svg`: networks. Pictures from @web3icons/core (MIT), for older coins cryptocurrency-icons (CC0).
"""

import re
import xml.etree.ElementTree as ET  # packages pinned by their checksums, and everything read is rebuilt

from tools.assets.model import Asset
from tools.assets.source import MODULES, Sources, read_json, read_table

SVG = 'http://www.w3.org/2000/svg'
XLINK = '{http://www.w3.org/1999/xlink}href'
SIZE_LIMIT = 5_000
RANK_LIMIT = 1_600  # by market capitalisation, of tokens outside any collection
SHAPES = {'svg', 'g', 'path', 'circle', 'ellipse', 'rect', 'line', 'polygon', 'polyline', 'defs', 'linearGradient', 'radialGradient',
          'stop', 'clipPath', 'mask', 'use'}  # fmt: skip
DROPPED = {'title', 'desc', 'metadata'}
ATTRIBUTE = re.compile(r'[a-zA-Z][a-zA-Z0-9-]*')
# Values that could reach outside the picture or run: url(...) may only name a part of the same picture.
OUTSIDE = re.compile(r'url\(\s*[\'"]?(?!#)|javascript:|data:|expression\(|@import|https?:|//', re.IGNORECASE)

ET.register_namespace('', SVG)


def sanitise_svg(text: str) -> bytes | None:
    """The picture with nothing but shapes; None if it has an element that is neither shape nor remark, or is too large."""
    try:
        root = ET.fromstring(text)  # noqa: S314
    except ET.ParseError:
        return None
    if root.tag != f'{{{SVG}}}svg' or not clean_element(root):
        return None
    root.attrib.pop('class', None)
    if 'viewBox' not in root.attrib:
        root.set('viewBox', f'0 0 {root.get("width", "32")} {root.get("height", "32")}')
    for size in ('width', 'height'):
        root.attrib.pop(size, None)
    made = ET.tostring(root, encoding='unicode')
    made = re.sub(r'>\s+<', '><', made).strip() + '\n'
    return made.encode() if len(made) <= SIZE_LIMIT else None


def clean_element(element: ET.Element) -> bool:
    """Takes out remarks and foreign attributes in place; False if the element must not be shipped."""
    if not isinstance(element.tag, str) or not element.tag.startswith(f'{{{SVG}}}'):
        return False
    if element.tag.removeprefix(f'{{{SVG}}}') not in SHAPES:
        return False
    for name, value in list(element.attrib.items()):
        if name in (XLINK, 'href'):
            if not value.startswith('#'):
                return False
        elif not ATTRIBUTE.fullmatch(name) or name.lower().startswith('on') or name.startswith('data-') or OUTSIDE.search(value):
            del element.attrib[name]
    element.text = element.tail = None
    for child in list(element):
        if isinstance(child.tag, str) and child.tag.rpartition('}')[2] in DROPPED:
            element.remove(child)
        elif not clean_element(child):
            return False
    return True


def build_icons(sources: Sources, assets: list[Asset], chain_ids: set[int]) -> dict[str, bytes]:
    """stem -> picture, and `icon` set on the assets that one is found for."""
    by_coin, by_symbol = web3_pictures(sources)
    old = old_pictures()
    made: dict[str, bytes] = {}
    for asset in assets:
        found = by_coin.get(asset.coingecko or '')
        if found is None and asset.type in ('own chain', 'other') and asset.symbol in by_symbol:
            found = by_symbol[asset.symbol]
        if found is None and asset.type in ('own chain', 'other') and same_coin(old.get(asset.symbol, ('', ''))[0], asset.name):
            found = (asset.symbol.lower(), old[asset.symbol][1], 0)
        if found is None or not (found[2] <= RANK_LIMIT or asset.collection):
            continue
        stem, text, _ = found
        if stem not in made:
            picture = sanitise_svg(text)
            if picture is None:
                continue
            made[stem] = picture
        asset.icon = stem
    share_in_collections(assets)
    made |= network_icons(sources, chain_ids)
    for row in read_table('natives.csv'):
        native = next((asset for asset in assets if asset.identifier == row['asset']), None)
        if native is not None and native.icon is None and f'chain-{row["chain_id"]}' in made:
            native.icon = f'chain-{row["chain_id"]}'  # a coin without a picture of its own shows its network's
    return made


Picture = tuple[str, str, int]  # stem, svg text, rank by market capitalisation


def web3_pictures(sources: Sources) -> tuple[dict[str, Picture], dict[str, Picture]]:
    """By CoinGecko id; and by upper-case symbol for the entries that web3icons added by hand (their id is the symbol)."""
    svgs = sources.javascript['token_svgs']
    by_coin: dict[str, Picture] = {}
    by_symbol: dict[str, Picture] = {}
    for entry in sources.javascript['web3icons']['tokens']:
        file = entry['filePath'].removeprefix('token:')
        if file not in svgs:
            continue
        picture = (re.sub('[^a-z0-9]+', '-', file.lower()).strip('-'), svgs[file], entry['marketCapRank'] or 0)
        if entry['id'].upper() == entry['symbol'].upper() and not entry['addresses']:
            by_symbol[entry['symbol'].upper()] = picture
        by_coin.setdefault(entry['id'], picture)
    return by_coin, by_symbol


def old_pictures() -> dict[str, tuple[str, str]]:
    """symbol -> (name, svg text) of cryptocurrency-icons"""
    folder = MODULES / 'cryptocurrency-icons/svg/color'
    found = {}
    for row in read_json('cryptocurrency-icons/manifest.json'):
        file = folder / f'{row["symbol"].lower()}.svg'
        if file.exists():
            found[row['symbol']] = (row['name'], file.read_text(encoding='utf-8'))
    return found


def same_coin(one: str, other: str) -> bool:
    """Whether two lists mean the same coin by one symbol: the names agree in their first word."""
    first, second = (re.sub('[^a-z0-9 ]', '', name.lower()).split() for name in (one, other))
    return bool(first and second) and (first[0].startswith(second[0][:4]) or second[0].startswith(first[0][:4]))


def share_in_collections(assets: list[Asset]) -> None:
    """A bridged coin shows the picture of its collection."""
    pictures: dict[int, str] = {}
    for asset in assets:
        if asset.collection and asset.icon:
            pictures.setdefault(asset.collection, asset.icon)
    for asset in assets:
        if asset.collection and asset.icon is None:
            asset.icon = pictures.get(asset.collection)


def network_icons(sources: Sources, chain_ids: set[int]) -> dict[str, bytes]:
    svgs = sources.javascript['network_svgs']
    made = {}
    for network in sources.javascript['web3icons']['networks']:
        file = network['filePath'].removeprefix('network:')
        if network.get('chainId') in chain_ids and file in svgs:
            picture = sanitise_svg(svgs[file])
            if picture is not None:
                made[f'chain-{network["chainId"]}'] = picture
    return made
