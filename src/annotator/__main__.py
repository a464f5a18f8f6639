"""`python -m annotator`: the command line where the program is not on the path."""

import sys

from annotator.cli import main

sys.exit(main())
