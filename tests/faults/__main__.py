"""`make faults`."""

import sys
from pathlib import Path

here = Path(__file__).parent
sys.path[:0] = [str(here), str(here.parent), str(here.parent / "browser")]

if __name__ == "__main__":
    from many import main

    sys.exit(main())
