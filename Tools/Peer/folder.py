"""A replica as a folder: keys, what the invite said, and the log, one file a changeset.

    device          name, secret signing and agreement key, epoch
    committee       fingerprint of the root, address of the server
    log/SCOPE/…     a changeset as it travels, its seal line behind it; the name is number and hash
"""
import base64
import copy
import functools
import hashlib
import os
import pathlib
import secrets
import sqlite3
import threading
import time
import urllib.parse

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

import control
from changesets import Changeset, Refused, device_id, encode, raw_public, seal_line


class Mistake(Exception):
    """What was typed can't be done."""


def _write_durably(path, data):
    """All of it or nothing, also if the power fails: an acknowledged batch must be there afterwards."""
    new = path.with_name(path.name + ".new")
    with open(new, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _one_at_a_time(method):
    """Sessions of one folder run on threads of their own."""
    @functools.wraps(method)
    def result(self, *arguments):
        with self.lock:
            return method(self, *arguments)
    return result


class Folder:
    def __init__(self, path):
        self.lock = threading.RLock()
        self.path = pathlib.Path(path)
        if not (self.path / "device").exists():
            raise Mistake(f"{path} is no replica of this program")
        name, signing, agreement, self.epoch = (self.path / "device").read_text().splitlines()
        self.name = name
        self.key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(signing))
        self.public_key = raw_public(self.key)
        self.agreement_key = raw_public(X25519PrivateKey.from_private_bytes(base64.b64decode(agreement)))
        self.device = device_id(self.public_key)
        self.root, self.address = (self.path / "committee").read_text().splitlines()
        self._load()

    @classmethod
    def make(cls, path, name, invite):
        path = pathlib.Path(path)
        # A joining that was cut can be repeated with the same key: the invite may be used up already.
        if not (path / "device").exists():
            path.mkdir(parents=True, exist_ok=True)
            # The secret half of both kinds is any 32 random bytes (RFC 8032, RFC 7748).
            signing, agreement = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
            _write_durably(path / "committee", f"{invite.root}\n{invite.address}\n".encode())
            device = f"{name}\n{signing}\n{agreement}\n{secrets.token_hex(16)}\n"
            _write_durably(path / "device", device.encode())
        return cls(path)

    # The log.

    def _load(self):
        self.control, self.stored = control.Chain(self.root), {}
        entries = []
        for file in sorted(self.path.glob("log/*/*")):
            if not file.name.endswith(".new"):
                changeset = Changeset.of_bytes(file.read_bytes())
                is_entry = changeset.scope == control.SCOPE
                entries.append(changeset) if is_entry else self.stored.update({changeset.hash: changeset})
        for entry in sorted(entries, key=lambda e: e.number):
            self.control.admit(entry)
        self.held = self._applicable()

    def _applicable(self):
        """What is proven and has all before it; the rest waits.

        It begins with everything and takes away until nothing more falls: a seal counts only while its own
        changeset stays, and one without a seal stays only while a sealed one after it does.
        """
        keys = self.control.state.keys
        sealed = {h for h, c in self.stored.items() if c.is_sealed_by(keys.get(c.device))}
        left = {h: c for h, c in self.stored.items() if c.entry is None or c.entry in self.control.entries}
        while True:
            proven = set()
            for step in (left[h] for h in sealed if h in left):
                while step is not None and step.hash not in proven:
                    proven.add(step.hash)
                    step = left.get(step.previous)
            stays = {h: c for h, c in left.items() if h in proven and self._has_all_before(c, left)}
            if len(stays) == len(left):
                return stays
            left = stays

    @staticmethod
    def _has_all_before(changeset, held):
        """Whether what it names is held, and is what it says: one that names its own past wrongly waits for ever."""
        seen = [held.get(h) for h in changeset.seen_hashes]
        if any(c is None or (c.point, c.scope) != (p, changeset.scope) for c, p in zip(seen, changeset.seen)):
            return False
        before = held.get(changeset.previous)
        if before is None:
            return changeset.previous is None
        said = changeset.scope, changeset.author, changeset.number
        return said == (before.scope, before.author, before.number + 1)

    @_one_at_a_time
    def take(self, changesets):
        """Stores a batch durably, or refuses it whole, for a control entry that nobody may have signed."""
        chain = copy.copy(self.control)
        new = [c for c in changesets if c.hash not in chain.entries]
        for entry in sorted((c for c in new if c.scope == control.SCOPE), key=lambda c: c.number):
            chain.admit(entry)
        self.control, keys = chain, chain.state.keys
        for changeset in new:
            known = self.stored.get(changeset.hash)
            # A seal that came before is not lost to a worse one or to none.
            if known is not None and known.seal and not changeset.is_sealed_by(keys.get(changeset.device)):
                continue
            if changeset.scope != control.SCOPE:
                self.stored[changeset.hash] = changeset
            # A scope's name is the sender's: `..` must be no folder.
            place = self.path / "log" / urllib.parse.quote(changeset.scope, safe="").replace(".", "%2E")
            place.mkdir(parents=True, exist_ok=True)
            name = f"{changeset.number:012d}-{changeset.hash}"
            _write_durably(place / name, changeset.data + (changeset.seal or b""))
        self.held = self._applicable()

    def changesets(self, scope):
        """Those of one scope that count as applied, each after what it depends on."""
        entries = self.control.entries if scope == control.SCOPE else self.held
        left = sorted((c for c in entries.values() if c.scope == scope), key=lambda c: c.order)
        done, result = set(), []
        inside = {c.hash for c in left}
        while left:
            ready = [c for c in left if all(p in done or p not in inside for p in c.parents)]
            result += ready
            done |= {c.hash for c in ready}
            left = [c for c in left if c.hash not in done]
        return result

    def waiting(self):
        return [c for h, c in self.stored.items() if h not in self.held]

    @_one_at_a_time
    def frontier(self, scope):
        """The last changeset of each path."""
        changesets = self.changesets(scope)
        followed = {c.previous for c in changesets}
        return sorted((c for c in changesets if c.hash not in followed), key=lambda c: c.order)

    @_one_at_a_time
    def digest(self, scope):
        points = "".join(c.point + "\n" for c in self.frontier(scope))
        return hashlib.sha256(points.encode()).hexdigest()

    @_one_at_a_time
    def points(self, scope, missed):
        """The frontier; of authors of whom a peer named what is not held here, earlier points, too [R71]."""
        changesets = {c.hash: c for c in self.changesets(scope)}
        searched = {author for author, _, hash_ in missed if hash_ not in changesets}
        points = {c.hash: c for c in self.frontier(scope)}
        for end in list(points.values()):
            step, due, at = 1, end.number - 1, end
            while end.author in searched and at.previous in changesets:
                at = changesets[at.previous]
                if at.number == due or at.number == 1:
                    points[at.hash] = at
                    step *= 2
                    due = max(1, at.number - step)
        return sorted(points.values(), key=lambda c: c.order)

    @_one_at_a_time
    def lacked_by(self, peer_points, scope, is_first_round):
        """What a peer with this frontier of (author, number, hash) lacks."""
        changesets = {c.hash: c for c in self.changesets(scope)}
        has, known, ahead, own_last = set(), set(), {}, {}
        for author, number, hash_ in peer_points:
            if hash_ in changesets:
                known.add(author)
            ahead[author] = max(number, ahead.get(author, 0))
            while hash_ in changesets and hash_ not in has:
                has.add(hash_)
                hash_ = changesets[hash_].previous
        for changeset in changesets.values():
            own_last[changeset.author] = max(changeset.number, own_last.get(changeset.author, 0))
        # Of a chain on which the peer is ahead it holds what is here. Only a fork makes that wrong, and then it names
        # earlier points in the next round.
        skipped = {a for a in own_last if a in ahead and a not in known and (is_first_round or ahead[a] > own_last[a])}
        return [c for c in changesets.values() if c.hash not in has and c.author not in skipped]

    def past(self, hashes):
        found, todo = set(), list(hashes)
        while todo:
            hash_ = todo.pop()
            if hash_ in self.held and hash_ not in found:
                found.add(hash_)
                todo += self.held[hash_].parents
        return found

    # Writing.

    def _schema(self):
        if self.control.state.schema is None:
            raise Mistake("no schema is held yet: sync first")
        database = sqlite3.connect(":memory:")
        database.executescript(
            "CREATE TABLE zhibu_policy(tbl, col, policy); CREATE TABLE zhibu_unit(tbl, unit, col);"
            "CREATE TABLE zhibu_rule(name, severity, title, sql); CREATE TABLE zhibu_role(name, title);"
            "CREATE TABLE zhibu_scope(tbl, scope_sql); CREATE TABLE zhibu_label(tbl, col, zh, en, codes);"
            "CREATE TABLE zhibu_code(list, code, zh, en, sort); CREATE TABLE zhibu_title(tbl, title_sql);"
            + self.control.state.schema)
        return database

    def write(self, scope, table, given):
        """Appends a changeset that inserts the row, or updates it where it is there."""
        if not self.control.state.may_write(self.device, scope):
            raise Refused(314, scope)
        lines, heads = self._row_lines(scope, table, given)
        own = self._own_path(scope)
        seen_before = self.past([own.hash]) if own else set()
        ends = [c for c in self.frontier(scope) if c.hash not in seen_before]
        head = {
            "scope": scope, "author": f"{self.device}.{self.epoch}", "number": own.number + 1 if own else 1,
            "previous": own.hash if own else None, "at": time.time_ns() // 1_000_000, "person": self.name,
            "control": self.control.newest.point, "link": None, "seen": [c.point for c in ends]}
        data = encode(head, secrets.token_bytes(16), lines)
        changeset = Changeset(data)
        changeset.seal = seal_line(changeset.hash, self.key)
        self.take([changeset])
        return changeset, heads

    def _own_path(self, scope):
        """The end of the own chain. Two of them mean that the folder was copied: then a new epoch begins."""
        ends = [c for c in self.frontier(scope) if c.author == f"{self.device}.{self.epoch}"]
        if len(ends) < 2:
            return ends[0] if ends else None
        self.epoch = secrets.token_hex(16)
        lines = (self.path / "device").read_text().splitlines()[:3]
        _write_durably(self.path / "device", "\n".join([*lines, self.epoch, ""]).encode())
        return None

    def _row_lines(self, scope, table, given):
        schema = self._schema()
        info = schema.execute("SELECT name, type, pk FROM pragma_table_info(?)", (table,)).fetchall()
        if not info:
            raise Refused(302, table)
        keys = [name for name, _, pk in sorted(info, key=lambda c: c[2]) if pk]
        columns = [name for name, _, pk in info if not pk and name in given]
        for name in given:
            if name not in keys + columns:
                raise Refused(705, name)
        if any(name not in given for name in keys):
            raise Mistake("the key is " + ", ".join(keys))
        # What such columns need beside the value (what it replaced, the rest of the unit) is left to others.
        policies = dict(schema.execute("SELECT col, policy FROM zhibu_policy WHERE tbl = ?", (table,)))
        in_units = {name for (name,) in schema.execute("SELECT col FROM zhibu_unit WHERE tbl = ?", (table,))}
        for name in columns:
            policy = policies.get(name, policies.get(None))
            if policy in ("counter", "set", "once") or name in in_units:
                raise Mistake(f"{name} is of a unit or of a policy that this program does not write")
        types = {name: type_ for name, type_, _ in info}
        values = {name: _typed(types[name], text) for name, text in given.items()}
        key = [values[name] for name in keys]
        row = {"key": key, "columns": columns, "values": [values[name] for name in columns]}
        table_line = {"verb": "table", "name": table, "keys": keys, "columns": columns}
        writes = self._writes(scope, table, key)
        if not self._is_there(writes):
            return [table_line, {"verb": "insert"} | row], 0
        covers = []
        for column in columns:
            heads = self._heads(writes, column)
            if len({str(value) for value in heads.values()}) > 1:
                covers.append({"verb": "covers", "key": key, "column": column, "heads": sorted(heads)})
        if not columns:
            raise Mistake("the row is there already")
        return [table_line, {"verb": "update"} | row, *covers], len(covers)

    def _writes(self, scope, table, key):
        """(hash, row line) of each write of one row that counts, in an order that causality allows."""
        result = []
        for changeset in self.changesets(scope):
            if self.control.why_void(changeset, self.held) is None:
                current = None
                for line in changeset.lines:
                    current = line["name"] if line["verb"] == "table" else current
                    if current == table and line.get("key") == key and "values" in line:
                        result.append((changeset.hash, line))
        return result

    @staticmethod
    def _is_there(writes):
        presence = [line["verb"] for _, line in writes if line["verb"] not in ("update", "keep")]
        return bool(presence) and presence[-1] != "delete"

    def _heads(self, writes, column):
        """Hash → value of the writes of one cell that no other write has seen."""
        found = {}
        for hash_, line in writes:
            if column in line["columns"]:
                found[hash_] = line["values"][line["columns"].index(column)]
        covered = set()
        for hash_ in found:
            covered |= self.past(self.held[hash_].parents)
        return {hash_: value for hash_, value in found.items() if hash_ not in covered}


def _typed(declared, text):
    if text == "NULL":
        return None
    if "INT" not in declared.upper():
        return {"text": text}
    if not text.lstrip("-").isdigit():
        raise Refused(706, text)
    return {"integer": str(int(text))}
