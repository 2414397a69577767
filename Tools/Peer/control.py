"""What the entries of the control scope say: root, devices, rights. See Protocol/control.md."""
import collections
import functools
from base64 import b64decode

from changesets import chains, device_id, past
from lines import need

SCOPE = "control"


class State:
    """What control entries say together, applied in the order that all replicas have."""

    def __init__(self, entries):
        self.root = self.recovery = self._enter = None
        self.keys, self.agreements, self.grants = {}, {}, collections.defaultdict(lambda: (set(), set()))
        self.revoked, self.scopes, self.retired, self._cuts = {}, set(), set(), {}
        self._kept = collections.defaultdict(list)
        for entry in sorted(entries, key=lambda entry: (entry.number, entry.hash)):
            for line in entry.lines: self._apply(line["verb"], line["fields"])

    def _apply(self, *line):
        match line:
            case "found" | "root", [root, recovery, *_]:
                self.root, self.recovery = b64decode(root), None if recovery == "-" else b64decode(recovery)
            case "device", [_, key, agreement]:
                device = device_id(b64decode(key))
                self.keys[device], self.agreements[device] = b64decode(key), b64decode(agreement)
            case "grant", [device, count, *names]:
                self.grants[device] = set(names[:int(count)]), set(names[int(count):])
            case "revoke", [device, _]:
                self.revoked[device], self._cuts[device] = counted, cut = list(self._kept[device]), []
                self._enter = lambda point: (counted.append(point), cut.append(point))
            case "checkpoint", [checked, _]:
                self._enter = lambda point: point[0] == checked and self._keep(point)
            case "until", [scope, author, number, hash_]:
                self._enter((scope, author, int(number), hash_))
            case "scope" | "retire" as verb, [scope, _]:
                (self.scopes if verb == "scope" else self.retired).add(scope)

    def _keep(self, point):
        """What a checkpoint takes in and counted then; see Protocol/checkpoint.md."""
        device = point[1][:32]
        cut = [other for other in self._cuts.get(device, []) if other[:2] == point[:2] and other[2] <= point[2]]
        self._kept[device] += cut if device in self.revoked else [point]

    def is_member(self, device):
        return device in self.keys and device not in self.revoked

    def readable(self, device):
        """The scopes that a device may be sent."""
        _, granted = self.grants[device]
        return {"uni", SCOPE} | (self.scopes if "*" in granted else granted) if self.is_member(device) else {SCOPE}

    def may_write(self, device, scope):
        roles, scopes = self.grants[device]
        return device in self.keys and roles - {"reader"} and scopes & {scope, "*"} and scope not in self.retired


class Chain:
    """All control entries that are held; one more makes another chain, so a batch is admitted whole or not at all."""

    def __init__(self, root, entries):
        self.root, self.entries = root, entries

    @functools.cached_property
    def state(self):
        return State(self.entries.values())

    def state_at(self, hashes):
        return State(self.entries[hash_] for hash_ in past(self.entries, hashes))

    def with_entry(self, entry):
        need(entry.author == f"{self.root}.{'0' * 32}", 604, entry.author)
        need({other.point for other in self.entries.values()}.issuperset(entry.before), 605, entry.number)
        verbs, founds = [line["verb"] for line in entry.lines], entry.number == 1
        need((verbs[:1] == ["found"]) == founds == verbs.count("found"), 603, "found")
        need({a for a, b in zip(["", *verbs], verbs) if b == "until"} <= {"revoke", "until", "checkpoint"}, 603, verbs)
        keys = {device_id(key): key for key in self._signing_keys(entry, verbs)}
        need(entry.signer in keys, 602 if entry.signer else 601, entry.signer)
        need(entry.is_sealed_by(keys[entry.signer]), 601, entry.point)
        return Chain(self.root, self.entries | {entry.hash: entry})

    def _signing_keys(self, entry, verbs):
        """The keys of those who may sign it [R37]."""
        if entry.number == 1:
            root = b64decode(entry.lines[0]["fields"][0])
            need(device_id(root) == self.root, 604, device_id(root))
            return [root]
        before = self.state_at([point.hash for point in entry.before])
        if "root" in verbs:
            return [before.root] + [before.recovery] * (before.recovery is not None and set(verbs) == {"root"})
        administrators = [device for device in before.keys if "admin" in before.grants[device][0]]
        return [before.root] + [before.keys[device] for device in administrators if before.is_member(device)]

    def why_void(self, changeset, held):
        """Why a changeset of another scope does not count, or None; a cut that is not held says it by its number."""
        if changeset.entry not in self.entries:
            return "no-entry"
        if not self.state_at([changeset.entry]).may_write(changeset.device, changeset.scope):
            return "no-right"
        if changeset.device not in self.state.revoked:
            return None
        for scope, author, number, hash_ in self.state.revoked[changeset.device]:
            counts = changeset.hash in chains(held, [hash_]) if hash_ in held else changeset.number <= number
            if (scope, author) == (changeset.scope, changeset.author) and counts:
                return None
        return "revoked"
