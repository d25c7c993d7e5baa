#!/usr/bin/env python3
"""Installs pinned npm packages into a directory, once: node_packages.py DIRECTORY PACKAGE@VERSION..."""
import fcntl
import pathlib
import shutil
import sys

from python_venv import run


def ensure(directory: pathlib.Path, packages: list[str]) -> pathlib.Path:
    """The directory with node_modules; made if it is missing or holds other packages. Safe when several processes ask at once."""
    stamp = directory / "packages.txt"
    wanted = "\n".join(packages) + "\n"
    directory.parent.mkdir(parents=True, exist_ok=True)
    with open(directory.parent / (directory.name + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return directory
        if shutil.which("npm") is None:
            sys.exit("npm is missing: install Node.js 20 or newer with it.")
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir()
        npm = ["npm", "install", "--prefix", str(directory), "--no-audit", "--no-fund", "--no-save", "--loglevel=error", *packages]
        run(npm, f"Cannot install {' '.join(packages)}: is the package registry within reach?")
        stamp.write_text(wanted)
    return directory


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    print(ensure(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]))
