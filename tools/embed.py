#!/usr/bin/env python3
"""Turns the built web app into one C++ source: tools/embed.py DIST OUT.cpp

Text files are gzipped once here. OUT.cpp includes the bytes with the assembler's .incbin, so it compiles at once.
"""
import gzip
import pathlib
import re
import sys

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".svg": "image/svg+xml", ".json": "application/json", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
         ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8"}

dist, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
blobs = out.parent / "assets"
blobs.mkdir(parents=True, exist_ok=True)
rows, assembly, declarations = [], [], []
files = sorted(p for p in dist.rglob("*") if p.is_file() and p.suffix in TYPES) if dist.is_dir() else []
for index, path in enumerate(files):
    data = path.read_bytes()
    packed = path.suffix not in (".png", ".woff2", ".ico")
    if packed:
        data = gzip.compress(data, 9, mtime=0)
    blob = blobs / f"{index}.bin"
    blob.write_bytes(data)
    name = "/" + path.relative_to(dist).as_posix()
    immutable = bool(re.search(r"[-.][A-Za-z0-9_-]{8,}\.\w+$", name)) and name.startswith("/assets/")
    assembly.append(f'  "aegle_asset_{index}: .incbin \\"{blob}\\"\\n aegle_asset_{index}_end:\\n"')
    declarations.append(f"extern const char aegle_asset_{index}[], aegle_asset_{index}_end[];")
    rows.append(f'      {{"{name}", "{TYPES[path.suffix]}", {{aegle_asset_{index}, static_cast<std::size_t>(aegle_asset_{index}_end - aegle_asset_{index})}}, '
                f'{str(immutable).lower()}, {str(packed).lower()}}},')
text = '#include "serve/assets.h"\n\n#include <vector>\n\n'
if files:
    text += 'asm(".section .rodata\\n"\n' + "\n".join(assembly) + '\n  ".previous\\n");\nextern "C" {\n' + "\n".join(declarations) + "\n}\n\n"
text += "namespace aegle {\n\nconst std::vector<Asset>& EmbeddedAssets() {\n  static const std::vector<Asset> kAssets{\n"
text += "\n".join(rows) + "\n  };\n  return kAssets;\n}\n\n}  // namespace aegle\n"
out.write_text(text)
