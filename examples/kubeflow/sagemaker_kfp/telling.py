"""What people read of a step."""

from __future__ import annotations

import sys
from pathlib import Path

#: Kubernetes shows what stands here as the message of a container that has ended, and Kubeflow as the step's.
TERMINATION_LOG = Path("/dev/termination-log")
LONGEST_MESSAGE = 4096


def say(line: str) -> None:
    try:
        # In one write, for the lines of a job's log are told by a thread of their own.
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        # Who reads along may be gone, as when a local run is cancelled: the job must be stopped all the same.
        pass


def tell_why(reason: str, log: Path = TERMINATION_LOG) -> None:
    try:
        if log.exists():
            log.write_text(reason.encode()[:LONGEST_MESSAGE].decode(errors="ignore"))
    except OSError as error:
        say(f"the reason could not be written to {log}: {error}")
