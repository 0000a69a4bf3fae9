"""`python -m savedmodel_lite`: the command line."""

import sys

from savedmodel_lite._cli.main import main

if __name__ == "__main__":
    sys.exit(main())
