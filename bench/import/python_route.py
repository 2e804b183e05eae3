#!/usr/bin/env python3
"""The route that most Python projects take, as the peer of `aegle import`: each line is validated by the R4B model of
fhir.resources and stored as JSON in SQLite (WAL, synchronous=FULL, a commit every 1000 lines). No facts, no index,
no encryption.

  python_route.py FILE DATABASE      prints {"resources": ..., "refused": ..., "seconds": ...}

Needs bench/requirements.txt.
"""
import json
import sqlite3
import sys
import time

from fhir.resources.R4B import get_fhir_model_class


def main():
    path, database = sys.argv[1:]
    connection = sqlite3.connect(database)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                             "CREATE TABLE resource(type TEXT, id TEXT, json TEXT, PRIMARY KEY(type, id)) WITHOUT ROWID;")
    for warm in ("Patient", "Observation", "Claim", "Encounter", "ExplanationOfBenefit", "Procedure"):
        get_fhir_model_class(warm)      # importing the models is not what is measured
    resources = refused = 0
    start = time.perf_counter()
    with open(path, "rb") as lines:
        for line in lines:
            data = json.loads(line)
            resources += 1
            try:
                get_fhir_model_class(data["resourceType"]).model_validate(data)
            except Exception:
                refused += 1
                continue
            connection.execute("INSERT OR REPLACE INTO resource VALUES(?,?,?)", (data["resourceType"], data["id"], line.decode()))
            if resources % 1000 == 0:
                connection.commit()
    connection.commit()
    print(json.dumps({"resources": resources, "refused": refused, "seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main()
