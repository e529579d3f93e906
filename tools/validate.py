"""`python -m tools.validate`: checks every integration folder against its contract, and says what is wrong with each.

Manifest valid and dated, folder named as its id, code there and imported without touching network, threads, processes or
files, pictures safe, no two chains with the same chain id or name.
"""

import argparse
import json
import subprocess
import sys
import xml.etree.ElementTree as ET  # the pictures are our own, and their size is bounded first
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rotkehlchen.contracts.chain import ChainInfo, parse_chain
from rotkehlchen.contracts.importer import parse_importer
from rotkehlchen.contracts.indexer import parse_indexer
from rotkehlchen.contracts.kind import KINDS, Kind
from rotkehlchen.contracts.manifest import ManifestError, load_manifest
from rotkehlchen.contracts.protocol import parse_protocol
from rotkehlchen.contracts.registry import LOGO, MANIFEST, SHIPPED, Registry

PROJECT: Final = Path(__file__).parent.parent
MAX_LOGO_BYTES: Final = 20_000
SHAPES: Final = frozenset({
    'svg', 'g', 'path', 'circle', 'ellipse', 'rect', 'line', 'polygon', 'polyline', 'defs', 'linearGradient', 'radialGradient', 'stop',
    'clipPath', 'mask', 'use',
})
SVG: Final = '{http://www.w3.org/2000/svg}'

# Runs in a process of its own, one for each kind: an audit hook sees what an import does, and cannot be taken away again.
PROBE: Final = """
import importlib.util, json, sys
from pathlib import Path
import rotkehlchen.contracts.oracle, rotkehlchen.contracts.manifest
seen, folder, results = [], '', []
BAD = (
    'socket.', 'subprocess.', 'os.system', 'os.exec', 'os.fork', 'os.mkdir', 'os.remove', 'os.rename', 'sqlite3.connect',
)
def hook(event, arguments):
    if not folder:
        return
    if event.startswith(BAD):
        seen.append(event)
    elif event == 'open' and isinstance(arguments[0], str):
        path, mode = arguments[0], arguments[1] or 'r'
        is_data = str(Path(path).resolve()).startswith(folder) and not path.endswith(('.py', '.pyc'))
        if any(letter in mode for letter in 'wax+') or is_data:
            seen.append('open ' + Path(path).name)
sys.addaudithook(hook)
import _thread, threading
start = _thread.start_new_thread
def start_seen(*arguments, **named):
    seen.append('a thread')
    return start(*arguments, **named)
_thread.start_new_thread = _thread.start_new = threading._start_new_thread = start_seen
sys.dont_write_bytecode = True
for name, file, entry in json.load(sys.stdin):
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    failed = ''
    seen.clear()
    folder = str(Path(file).resolve().parent)
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        failed = f'{type(error).__name__}: {error}'
    folder = ''
    if not failed and not hasattr(module, entry):
        seen.append(entry + ' is not defined')
    results.append([file, failed, '; '.join(dict.fromkeys(seen))])
print('\\n' + json.dumps(results))
"""


def find_problems(root: Path = SHIPPED) -> list[str]:
    """One line for each thing that is wrong, by folder."""
    registry = Registry(root)
    problems: list[str] = []
    chains: list[ChainInfo] = []
    for kind in KINDS.values():
        folders = registry.folders(kind.name)
        imports = _probe_imports(kind, folders)
        for folder in folders:
            found = [*_find_folder_problems(kind, folder, chains), *imports.get(folder.name, ())]
            problems += [f'{kind.folder}/{folder.name}: {problem}' for problem in found]
    return problems + list(_find_twins(chains))


def find_logo_problem(content: bytes) -> str | None:
    """Why a picture must not be shipped, None if it may: shapes only, no scripts, no links, nothing from outside."""
    if len(content) > MAX_LOGO_BYTES:
        return f'{LOGO} is larger than {MAX_LOGO_BYTES} bytes'
    if b'<!' in content or b'<?' in content.replace(b'<?xml', b'', 1):
        return f'{LOGO} must hold no declarations, comments or instructions'
    try:
        tree = ET.fromstring(content)  # noqa: S314
    except ET.ParseError as error:
        return f'{LOGO} is not XML: {error}'
    if tree.tag != f'{SVG}svg' or 'viewBox' not in tree.attrib:
        return f'{LOGO} must be an svg with a viewBox'
    for element in tree.iter():
        if element.tag.removeprefix(SVG) not in SHAPES or not element.tag.startswith(SVG):
            return f'{LOGO} has an element that is no shape: {element.tag}'
        for name, value in element.attrib.items():
            inside = value.startswith('#') if name.endswith('href') else not _reaches_outside(value)
            if name.startswith('on') or not inside:
                return f'{LOGO} has an attribute that is not allowed: {name}'
    return None


def _reaches_outside(value: str) -> bool:
    text = value.lower().replace(' ', '')
    return any(word in text for word in ('javascript:', 'data:', 'http:', 'https:', '//', '@import', 'expression(')) or (
        'url(' in text and 'url(#' not in text)


def _find_folder_problems(kind: Kind, folder: Path, chains: list[ChainInfo]) -> Iterator[str]:
    file = folder / MANIFEST
    if not file.is_file():
        yield f'{MANIFEST} is missing'
        return
    try:
        manifest = load_manifest(file, kind.name)
        if kind.name == 'chain':
            chains.append(parse_chain(manifest))
        elif kind.name == 'protocol':
            parse_protocol(manifest)
        elif kind.name == 'indexer':
            parse_indexer(manifest)
        elif kind.name == 'importer':
            parse_importer(manifest)
    except ManifestError as error:
        yield str(error).partition(': ')[2]
        return
    logo = folder / LOGO
    if logo.is_file():
        problem = find_logo_problem(logo.read_bytes())
        if problem is not None:
            yield problem
    elif kind.has_logo:
        yield f'{LOGO} is missing'


def _probe_imports(kind: Kind, folders: list[Path]) -> dict[str, list[str]]:
    """What is wrong with the code of each folder, by its name: missing, not importable, or doing something when imported."""
    problems: dict[str, list[str]] = {}
    wanted: list[tuple[str, str, str]] = []
    for folder in (one for one in folders if (one / MANIFEST).is_file()):
        for module, entry in kind.modules.items():
            file = folder / f'{module}.py'
            if file.is_file():
                wanted.append((f'rotkehlchen.integrations.{kind.folder}.{folder.name}.{module}', str(file.resolve()), entry))
            else:
                problems.setdefault(folder.name, []).append(f'{file.name} is missing')
    if wanted:
        done = subprocess.run(
            [sys.executable, '-B', '-c', PROBE], input=json.dumps(wanted), capture_output=True, text=True, timeout=300, cwd=PROJECT, check=True)
        told = next(line for line in reversed(done.stdout.splitlines()) if line.startswith('['))  # modules may print before it, their threads after it
        for file_name, failed, seen in json.loads(told):
            file = Path(file_name)
            if failed or seen:
                problem = f'cannot be imported: {failed}' if failed else f'does something when it is imported: {seen}'
                problems.setdefault(file.parent.name, []).append(f'{file.name} {problem}')
    return problems


def _find_twins(chains: list[ChainInfo]) -> Iterator[str]:
    for what in ('chain_id', 'evm_chain_name', 'position', 'name'):
        seen: dict[object, str] = {}
        for chain in chains:
            value = getattr(chain, what)
            if value in seen:
                yield f'chains/{chain.id}: {what} {value} is also that of {seen[value]}'
            seen[value] = chain.id


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog='python -m tools.validate', description='Check every integration folder.')
    parser.add_argument('--root', type=Path, default=SHIPPED, help='folder of the kinds')
    root = parser.parse_args(arguments).root
    problems = find_problems(root)
    for problem in problems:
        print(problem)
    count = sum(len(Registry(root).folders(kind)) for kind in KINDS)
    print(f'{count} integrations, {len(problems)} problems')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
