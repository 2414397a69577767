"""What a sync would carry, in a file: plain, or sealed to one device. See Protocol/bundle.md."""
import base64
import hashlib
import hmac
import struct
import time

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

import control
from changesets import Changeset, is_signed, raw_public
from lines import BUNDLE, Lines, Refused, line_of, need, parse, split


def export(folder, receiver=None):
    """All that is here; for one device what it may read, without what it held when the last sync with it ended."""
    state = folder.control.state
    need(receiver is None or state.is_member(receiver), 711, receiver)
    scopes = state.readable(folder.device) & state.readable(receiver or folder.device)
    begin = line_of("bundle", 1, folder.device, folder.name, time.time_ns() // 1_000_000, *sorted(scopes))
    # Everything depends on control entries.
    in_order = sorted(scopes, key=lambda scope: (scope != control.SCOPE, scope))
    carried = [c for scope in in_order for c in folder.lacked_by(folder.remembered(receiver, scope), scope)]
    content = begin + b"".join(changeset.sealed for changeset in carried)
    plain = content + line_of("bundle-end", len(carried), hashlib.sha256(content).hexdigest())
    return _sealed(folder, receiver, state.agreements[receiver], plain) if receiver else plain


def read(folder, data):
    """The changesets of a bundle that are for this replica; whatever is wrong with it, nothing is taken in."""
    try:
        sender, data = _opened(folder, data) if data.startswith(b"sealed-bundle\t") else (None, data)
        device, changesets = _contents(data)
        need(sender in (None, device))
    except (Refused, InvalidTag, ValueError) as fault:
        raise fault if getattr(fault, "code", 502) in (503, 504, 508) else Refused(502) from None
    readable = folder.control.state.readable(folder.device)
    need(not changesets or any(changeset.scope in readable for changeset in changesets), 503)
    return [changeset for changeset in changesets if changeset.scope in readable]


def _contents(data):
    lines, found = Lines(data), []
    _, device, _, _, *scopes = parse({"bundle": BUNDLE["bundle"]}, *split(lines.line()))
    while True:
        begin, line = lines.position, lines.line()
        if line.startswith(b"changeset\t"):
            while not lines.line().startswith(b"end\t"):
                pass
            found.append([data[begin:lines.position]])
        elif line.startswith(b"seal\t") and found and len(found[-1]) == 1:
            found[-1].append(line + b"\n")
        else:
            break
    end = parse({"bundle-end": BUNDLE["bundle-end"]}, *split(line))
    need(lines.is_over and end == [len(found), hashlib.sha256(data[:begin]).hexdigest()])
    changesets = [Changeset(*sealed) for sealed in found]
    need(all(changeset.scope in scopes and changeset.check() for changeset in changesets))
    return device, changesets


# Sealed.


def _signed_message(devices, key, encrypted):
    return b"zhibu-bundle-1\n" + devices + key + hashlib.sha256(encrypted).digest()


def _sealed(folder, receiver, agreement, plain):
    own, devices = X25519PrivateKey.generate(), f"{folder.device}\t{receiver}".encode()
    key = raw_public(own)
    cipher, nonce = _hpke(own.exchange(X25519PublicKey.from_public_bytes(agreement)), key, agreement)
    encrypted = cipher.encrypt(nonce, plain, devices)
    signature = folder.key.sign(_signed_message(devices, key, encrypted))
    encoded = map(base64.b64encode, (key, signature))
    return line_of("sealed-bundle", 1, folder.device, receiver, *encoded) + encrypted


def _opened(folder, data):
    """The sender, and the plain bundle."""
    first, _, encrypted = data.partition(b"\n")
    _, sender, receiver, key, signature = parse(BUNDLE, *split(first))
    devices, state = f"{sender}\t{receiver}".encode(), folder.control.state
    need(receiver == folder.device, 503)
    need(sender in state.keys, 504)
    need(sender not in state.revoked, 508)
    need(is_signed(state.keys[sender], signature, _signed_message(devices, key, encrypted)))
    shared = folder.agreement.exchange(X25519PublicKey.from_public_bytes(key))
    cipher, nonce = _hpke(shared, key, folder.agreement_key)
    return sender, cipher.decrypt(nonce, encrypted, devices)


def _hpke(shared, key, receiver_key):
    """Cipher and nonce of the one message: HPKE in base mode (RFC 9180, §4.1 and §5.1)."""
    def extract(suite, salt, label, secret=b""):
        return hmac.digest(salt, b"HPKE-v1" + suite + label + secret, "sha256")

    def expand(suite, secret, label, info, length=32):
        # Never more than the first block of HKDF.
        labeled = struct.pack(">H", length) + b"HPKE-v1" + suite + label + info
        return hmac.digest(secret, labeled + b"\1", "sha256")[:length]

    kem, suite = b"KEM" + struct.pack(">H", 0x20), b"HPKE" + struct.pack(">HHH", 0x20, 1, 3)
    shared = expand(kem, extract(kem, b"", b"eae_prk", shared), b"shared_secret", key + receiver_key)
    context = b"\0" + extract(suite, b"", b"psk_id_hash") + extract(suite, b"", b"info_hash", b"zhibu-bundle-1")
    secret = extract(suite, shared, b"secret")
    return ChaCha20Poly1305(expand(suite, secret, b"key", context)), expand(suite, secret, b"base_nonce", context, 12)
