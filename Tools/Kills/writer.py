"""Another program that edits a replica: knows SQLite only, and says of each transaction that it is committed."""
import json
import sqlite3
import sys

UPSERT = "INSERT INTO note(id, number) VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET number = excluded.number"
database = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
for line in sys.stdin:
    batch = json.loads(line)
    database.execute("BEGIN IMMEDIATE")
    database.executemany(UPSERT, batch.items())
    database.execute("COMMIT")
    print("committed", flush=True)
database.close()
