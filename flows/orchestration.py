"""How Prefect is set up when Dateline starts it: no telemetry, patience with its own server."""

from __future__ import annotations

import os

# Prefect reads these when it is imported, so they must stand before that. What the operator has
# set is left alone: PREFECT_API_URL for one makes every run report to that server.
_DEFAULTS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # A temporary server takes 5 to 20 s to start on two busy cores; Prefect's default is 20.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_CLIENT_MAX_RETRIES": "10",
    # The command line reports for itself; a failure comes out as one line, not as a traceback.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
}


def prepare_prefect() -> None:
    """Set what Prefect's environment leaves open; call before the first import of Prefect."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
