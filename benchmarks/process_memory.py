"""How much memory this process holds and held, in bytes.

Linux tells the peak since the program began, and forgets it on request. `ru_maxrss`, which other
systems have, also counts what the process was before it became this program, and cannot be reset.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")
_FORGET_PEAK = b"5"
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


def peak_bytes() -> int:
    """The most memory held since the start or the last `forget_peak`."""
    peak = _status("VmHWM:")
    if peak is None:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MAXRSS_UNIT
    return peak


def forget_peak() -> int:
    """Starts a new peak where the system can, and returns the bytes held now, or the old peak."""
    try:
        Path("/proc/self/clear_refs").write_bytes(_FORGET_PEAK)
    except OSError:
        return peak_bytes()
    return _status("VmRSS:") or peak_bytes()


def _status(field: str) -> int | None:
    try:
        lines = _STATUS.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(field)), None)
