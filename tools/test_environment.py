#!/usr/bin/env python3
"""Makes the Python environment of the tests and benchmarks, outside the clone, and prints its folder.

  tools/test_environment.py [REQUIREMENTS]     default: tests/requirements.txt

One environment for each content of the requirements file; every package is pinned with its hash.
"""
import hashlib
import os
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
requirements = root / (sys.argv[1] if len(sys.argv) > 1 else "tests/requirements.txt")
cache = pathlib.Path(os.environ.get("AEGLE_CACHE", pathlib.Path.home() / ".cache/aegle"))
folder = cache / "python" / hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
if not (folder / "done").exists():
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", folder], check=True, stdout=sys.stderr)
    subprocess.run([folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", requirements],
                   check=True, stdout=sys.stderr)
    (folder / "done").touch()
print(folder)
