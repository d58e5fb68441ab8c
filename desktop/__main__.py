"""Arguments to window or command line."""

from __future__ import annotations

import gc
import sys

# Loading makes many objects that stay; looking for garbage among them only delays the window.
gc.disable()

from desktop.app import main  # noqa: E402 - the collector is off first

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
