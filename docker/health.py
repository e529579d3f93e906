"""Health check of the container: ends with 0 if the application answers a ping with its own token. Reads what only the application's user can."""

import sys
import urllib.request
from pathlib import Path


def main(data_directory: str = '/data', port: str = '4242') -> int:
    try:
        token = Path(data_directory, 'api-token').read_text(encoding='ascii').strip()
        request = urllib.request.Request(f'http://127.0.0.1:{port}/api/1/ping', headers={'Authorization': f'Bearer {token}'})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            return 0 if b'"result":true' in answer.read(1000) else 1
    except OSError:
        return 1


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:3]))
