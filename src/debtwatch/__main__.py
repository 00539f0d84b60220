"""`python -m debtwatch` and the console script."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line and return its exit code."""
    from debtwatch.cli.main import main as run

    code = run(sys.argv[1:])
    gc.freeze()  # the exit frees everything: to look through it for cycles first takes longer
    return code


if __name__ == "__main__":
    sys.exit(main())
