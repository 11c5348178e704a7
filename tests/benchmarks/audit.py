"""What the chain costs: appending a punch, and verifying many: ``make bench-audit``.

Punches are copies of one with the hashes of their places, written past the program, so that a
million are there in a minute; each has a picture of 200 bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from desk_access.model.person import Person
from desk_access.model.punch import LedgerHead
from desk_access.store.acts import move_head
from desk_access.store.audits import SqlAudits
from desk_access.store.chain import entry_hash
from desk_access.store.database import Database
from desk_access.store.outside import Outside
from desk_access.store.workspace import DATABASE_NAME, Workspace
from tests.records import START, append, moment, new_punch, portraits

APPENDED = 500


def main() -> None:
    """Print what a punch takes, and what verifying a ledger of each size takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=(100_000, 1_000_000))
    args = parser.parse_args()
    for size in args.sizes:
        with tempfile.TemporaryDirectory() as name:
            measure(Path(name), size)


def measure(folder: Path, size: int) -> None:
    """Print a line for a ledger of this size."""
    with Workspace.open(folder) as workspace:
        kim = workspace.gallery.enrol("E7", "Kim", "", portraits("E7"), START)
        fill(folder, kim, size)
        taken = []
        for number in range(size, size + APPENDED):
            begun = time.perf_counter()
            append(workspace.ledger, kim, number)
            taken.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        report = workspace.ledger.verify()
        seconds = time.perf_counter() - begun
    if not report.intact:
        raise SystemExit(f"the ledger is not intact: {report.faults[0].what}")
    ordered = statistics.quantiles(taken, n=100)
    print(
        f"{size:9,} punches: append p50 {ordered[49]:.2f} ms, p99 {ordered[98]:.2f} ms; "
        f"verify {seconds:.1f} s",
        flush=True,
    )


def fill(folder: Path, kim: Person, size: int) -> None:
    """Put so many punches into the ledger, each a minute after the one before."""
    database = Database.at(folder / DATABASE_NAME)
    SqlAudits((database,), Outside.of_user(), folder).take_key()
    raw = sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)
    head = raw.execute("SELECT entry_hash, act FROM ledger_head").fetchone()
    triggers = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN"
        " ('punch', 'ledger_head')"
    ).fetchall()
    raw.execute("PRAGMA synchronous = OFF")
    raw.execute("BEGIN")
    for name, _ in triggers:
        raw.execute(f"DROP TRIGGER {name}")
    last = head[0]
    columns = [name for _, name, *_ in raw.execute("PRAGMA table_info(punch)")]
    statement = f"INSERT INTO punch VALUES ({', '.join('?' * len(columns))})"
    jpeg = moment(0)[:200]
    entry = new_punch(kim, 0)
    evidence = replace(entry.evidence, picture_sha256=hashlib.sha256(jpeg).hexdigest())
    for sequence in range(1, size + 1):
        at = START + timedelta(minutes=sequence)
        one = replace(entry, at=at, monotonic=60.0 * sequence, evidence=evidence)
        digest = entry_hash(sequence, last, one)
        values = {
            "sequence": sequence,
            "at": f"{at:%Y-%m-%d %H:%M:%S.%f}",
            "direction": one.direction.value,
            "previous_hash": last,
            "entry_hash": digest,
        }
        row = [
            values.get(name, getattr(one, name, getattr(one.evidence, name, None)))
            for name in columns
        ]
        raw.execute(statement, row)
        raw.execute("INSERT INTO punch_picture VALUES (?, ?)", (sequence, jpeg))
        last = digest
    raw.execute("INSERT INTO clock_note VALUES (1)")
    for _, sql in triggers:
        raw.execute(sql)
    raw.execute("DROP TRIGGER ledger_head_forward")
    raw.execute("COMMIT")
    raw.close()
    with database.write() as session:
        move_head(session, LedgerHead(size, last, head[1]))
    database.close()
    raw = sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)
    raw.execute(dict(triggers)["ledger_head_forward"])
    raw.close()


if __name__ == "__main__":
    main()
