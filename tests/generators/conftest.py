"""Sites built by the real generators: run by .ci/generators, which installs them, or on request.

`NARRATE_GENERATORS=1 python -m pytest -m generators tests/generators`.  A generator's program is
found on the PATH, npm's below the folder that NARRATE_NODE names.  Where the variable is not set
none of this is collected; where it is, a generator that is missing fails its tests.
"""

from __future__ import annotations

import os

if not os.environ.get("NARRATE_GENERATORS"):
    collect_ignore_glob = ["test_*.py"]
