"""`python -m narrate`, and the command `narrate`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; this module stays light, for every worker imports it."""
    from narrate.cli import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
