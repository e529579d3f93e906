"""Where the binary begins: the command, or a process of a pool, which multiprocessing starts as this program with words of its own."""

import multiprocessing
import sys

from rotkehlchen.app.command import main

if __name__ == '__main__':
    multiprocessing.freeze_support()
    sys.exit(main())
