#!/usr/bin/env python3
"""Prints the directory with the programs that test the chart: helm, helm-unittest, kubernetes-validate.

They are made once for each set of versions (tools/go.mod, and PYTHON here) and kept in $XDG_CACHE_HOME/tollgate, which is
~/.cache/tollgate: Go takes minutes for them. It needs Go, 1.21 or newer, which fetches the version that tools/go.mod asks for.
"""
import fcntl
import hashlib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "local"))
from python_venv import ensure  # noqa: E402

PYTHON = "kubernetes-validate==1.37.0"
MODULE = HERE / "tools"


def directory() -> pathlib.Path:
    versions = b"".join((MODULE / name).read_bytes() for name in ("go.mod", "go.sum")) + PYTHON.encode()
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    return cache / "tollgate" / ("helm-" + hashlib.sha256(versions).hexdigest()[:12])


def build(target: pathlib.Path) -> None:
    """Go's programs, into the target; whoever comes second waits for the first."""
    target.mkdir(parents=True, exist_ok=True)
    with open(target / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = target / "built"
        if stamp.exists():
            return
        print("Building helm and helm-unittest, which takes minutes, once.", file=sys.stderr)
        command = ["go", "build", "-buildvcs=false", "-trimpath", "-mod=readonly", "-ldflags=-s", "-o", str(target) + "/", "tool"]
        try:
            subprocess.run(command, cwd=MODULE, check=True, stdout=sys.stderr)
        except FileNotFoundError:
            sys.exit("Go is missing, which builds helm for the chart's tests: install it (1.21 or newer).")
        except subprocess.CalledProcessError:
            sys.exit("helm cannot be built: is the Go module proxy within reach?")
        stamp.touch()


def main() -> None:
    target = directory()
    build(target)
    validate = target / "kubernetes-validate"
    venv = ensure(target / "python", [PYTHON])
    if not validate.exists():
        validate.symlink_to(venv / "bin" / "kubernetes-validate")
    print(target)


if __name__ == "__main__":
    main()
