"""Settings that all tests share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Two busy cores: how long one example takes says nothing. A failure prints how to repeat it.
settings.register_profile(
    "project", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("project")
