#!/usr/bin/env python3
"""Makes a virtual environment with pinned packages, once: python_venv.py DIRECTORY PACKAGE==VERSION..."""
import fcntl
import pathlib
import shutil
import subprocess
import sys


def ensure(directory: pathlib.Path, packages: list[str]) -> pathlib.Path:
    """The directory of the environment; made if it is missing or holds other packages. Safe when several processes ask at once."""
    stamp = directory / "packages.txt"
    wanted = "\n".join(packages) + "\n"
    directory.parent.mkdir(parents=True, exist_ok=True)
    with open(directory.parent / (directory.name + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return directory
        shutil.rmtree(directory, ignore_errors=True)
        run([sys.executable, "-m", "venv", str(directory)], "Python lacks its venv module: install it (python3-venv on Debian).")
        pip = [str(directory / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *packages]
        run(pip, f"Cannot install {' '.join(packages)}: is the package index within reach?")
        stamp.write_text(wanted)
    return directory


def run(command: list[str], problem: str) -> None:
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        lines = result.stdout.strip().splitlines() or ["no output"]
        sys.exit(f"{problem}\n  {lines[-1]}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    print(ensure(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]))
