"""`python -m rotkehlchen`: see `rotkehlchen.app.command`."""

import sys

from rotkehlchen.app.command import main

if __name__ == '__main__':
    sys.exit(main())
