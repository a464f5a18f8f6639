"""Settings that all tests share."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Two busy cores: how long one example takes says nothing. A failure prints how to repeat it.
# The same examples each time: what turns red is the change, not chance. `make search` looks for new ones.
settings.register_profile(
    "project",
    deadline=None,
    print_blob=True,
    derandomize="SEARCH" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("project")
