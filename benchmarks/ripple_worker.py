"""A worker of its own for the drain: `whetstone work --until-empty`."""

import sys

from whetstone.config.cli import main

if __name__ == "__main__":
    sys.exit(main(["work", "--until-empty"]))
