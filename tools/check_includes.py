#!/usr/bin/env python3
"""Holds every #include "module/..." of src/ against the DEPENDS of its module, so that a header-only use of a wrong module fails too."""
import pathlib
import re
import sys

source = pathlib.Path(__file__).resolve().parent.parent / "src"
declared, declared_by_tests = {}, {}
for cmake in source.glob("*/CMakeLists.txt"):
    match = re.search(r"aegle_add_module\((\w+)([^)]*)\)", cmake.read_text())
    depends = re.search(r"DEPENDS\s+(.*?)(?:\s+(?:TEST_)?THIRD_PARTY\b|$)", " ".join(match[2].split())) if match else None
    declared[match[1]] = set(depends[1].split()) if depends else set()
    declared_by_tests[match[1]] = set(re.findall(r"aegle::(\w+)", match[2]))

wrong = []
for path in sorted(source.rglob("*")):
    if path.suffix not in (".h", ".cpp"):
        continue
    module = path.relative_to(source).parts[0]
    allowed = {module} | declared.get(module, set())
    if "_test." in path.name:
        allowed |= declared_by_tests.get(module, set())
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#include "(\w+)/', line)
        if match and match[1] in declared and match[1] not in allowed:
            wrong.append(f"{path.relative_to(source.parent)}:{number}: {module} may not include {match[1]} (src/{module}/CMakeLists.txt)")
print("\n".join(wrong) or f"{len(declared)} modules include only what they may")
sys.exit(1 if wrong else 0)
