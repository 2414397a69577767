"""What the entries of the control scope say: root, devices, rights, schema. See Protocol/control.md."""
import base64

from changesets import Refused, device_id

SCOPE = "control"


class State:
    """The control entries that were applied, in their order."""

    def __init__(self):
        self.root = self.recovery = self.schema = None
        self.keys, self.names, self.grants = {}, {}, {}
        self.revoked, self.scopes, self.retired = {}, set(), set()

    def apply(self, entry):
        revoked = None
        for line in entry.lines:
            verb, f = line["verb"], line["fields"]
            if verb in ("found", "root"):
                self.root = base64.b64decode(f[0])
                self.recovery = None if f[1] == "-" else base64.b64decode(f[1])
            elif verb == "device":
                key = base64.b64decode(f[1])
                self.keys[device_id(key)], self.names[device_id(key)] = key, f[0]
            elif verb == "grant":
                count = int(f[1])
                self.grants[f[0]] = set(f[2 : 2 + count]), set(f[2 + count :])
            elif verb == "revoke":
                revoked = f[0]
                self.revoked[revoked] = []
            elif verb == "until":
                self.revoked[revoked].append((f[0], f[1], int(f[2]), f[3]))
            elif verb == "scope":
                self.scopes.add(f[0])
            elif verb == "retire":
                self.retired.add(f[0])
            elif verb == "schema":
                self.schema = f[1][1:]

    def is_member(self, device):
        return device in self.keys and device not in self.revoked

    def may_sign(self, device):
        return self.is_member(device) and "admin" in self.grants.get(device, (set(), set()))[0]

    def readable(self, device):
        """The scopes that a device may be sent."""
        if not self.is_member(device):
            return set()
        granted = self.grants.get(device, (set(), set()))[1]
        return {"uni", SCOPE} | (self.scopes if "*" in granted else granted)

    def may_write(self, device, scope):
        roles, scopes = self.grants.get(device, (set(), set()))
        has_scope = scope in scopes or "*" in scopes
        return device in self.keys and bool(roles - {"reader"}) and has_scope and scope not in self.retired


class Chain:
    """All control entries that are held."""

    def __init__(self, root):
        self.root, self.entries, self._states = root, {}, {}

    def past(self, hash_):
        found, todo = set(), [hash_]
        while todo:
            step = todo.pop()
            if step not in found:
                found.add(step)
                todo += self.entries[step].parents
        return found

    def state_of(self, hashes):
        key = frozenset(hashes)
        if key not in self._states:
            state = State()
            # Where the chain has forked, this order is the one that all replicas have.
            for entry in sorted((self.entries[h] for h in key), key=lambda e: (e.number, e.hash)):
                state.apply(entry)
            self._states[key] = state
        return self._states[key]

    @property
    def state(self):
        return self.state_of(self.entries)

    @property
    def newest(self):
        """The entry that comes last in the order: what one's own changesets name."""
        return max(self.entries.values(), key=lambda e: (e.number, e.hash), default=None)

    def state_at(self, entry):
        return self.state_of(self.past(entry)) if entry in self.entries else None

    def admit(self, entry):
        if entry.author != self.root + "." + "0" * 32:
            raise Refused(604, entry.author)
        if any(parent not in self.entries for parent in entry.parents):
            raise Refused(605, str(entry.number))
        if entry.previous and self.entries[entry.previous].number + 1 != entry.number:
            raise Refused(605, str(entry.number))
        before = self.state_of(set().union(*map(self.past, entry.parents)))
        verbs = [line["verb"] for line in entry.lines]
        founds = entry.number == 1
        if "found" in verbs[founds:] or founds and verbs[:1] != ["found"]:
            raise Refused(603, "found")
        for earlier, verb in zip([None, *verbs], verbs):
            if verb == "until" and earlier not in ("revoke", "until"):
                raise Refused(603, "until")
        if founds:
            key = base64.b64decode(entry.lines[0]["fields"][0])
            if device_id(key) != self.root:
                raise Refused(604, device_id(key))
            keys = {self.root: key}
        else:
            is_plain = "root" not in verbs
            keys = {device: key for device, key in before.keys.items() if is_plain and before.may_sign(device)}
            keys[device_id(before.root)] = before.root
            if before.recovery and set(verbs) == {"root"}:
                keys[device_id(before.recovery)] = before.recovery
        if entry.signer not in keys:
            raise Refused(602 if entry.signer else 601, str(entry.signer))
        if not entry.is_sealed_by(keys[entry.signer]):
            raise Refused(601, entry.point)
        # Another dictionary: a batch is admitted whole or not at all.
        self.entries = self.entries | {entry.hash: entry}

    def why_void(self, changeset, held):
        """Why a changeset of another scope does not count, or None."""
        state = self.state_at(changeset.entry)
        if state is None:
            return "no-entry"
        if not state.may_write(changeset.device, changeset.scope):
            return "no-right"
        if changeset.device not in self.state.revoked:
            return None
        for scope, author, number, hash_ in self.state.revoked[changeset.device]:
            if (scope, author) != (changeset.scope, changeset.author):
                continue
            step = held.get(hash_)
            if step is None and changeset.number <= number:
                return None
            while step is not None:
                if step.hash == changeset.hash:
                    return None
                step = held.get(step.previous)
        return "revoked"
