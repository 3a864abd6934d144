"""Checks what a log publishes, written from the specifications of C2SP and RFC
6962 alone, with Python's standard library and python3-cryptography. It shares
nothing with the program: where both accept a file, two readings of the
specifications agree.

    check_published.py note VKEY FILE          c2sp.org/signed-note
    check_published.py proof VKEY ENTRY FILE   c2sp.org/tlog-proof@v1
    check_published.py consistency OLD FILE    "old SIZE", hashes, a checkpoint
    check_published.py tiles VKEY DIR          c2sp.org/tlog-tiles

VKEY is a verifier key, or a file with one on each line. One line says what was
checked; a file that does not hold ends with exit code 5 and a reason.
"""

import base64
import binascii
import hashlib
import os
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519, COSIGNATURE = 1, 4


class Refused(Exception):
    """What was read does not hold."""


def unbase64(text, length=None):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(f"not base 64: {text!r}") from None
    if base64.b64encode(data).decode() != text:
        raise Refused(f"base 64 that is not canonical: {text!r}")
    if length is not None and len(data) != length:
        raise Refused(f"{len(data)} bytes where {length} are needed")
    return data


class Key:
    def __init__(self, text):
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise Refused(f"a key is NAME+HASH+KEY: {text!r}")
        self.name = parts[0]
        data = unbase64(parts[2])
        if len(data) != 33 or data[0] not in (ED25519, COSIGNATURE):
            raise Refused(f"the key of {self.name} is of an unknown type")
        self.kind = data[0]
        self.public = Ed25519PublicKey.from_public_bytes(data[1:])
        self.id = hashlib.sha256(self.name.encode() + b"\n" + data).digest()[:4]
        if self.id.hex() != parts[1]:
            raise Refused(f"the hash of the key of {self.name} is wrong")

    def verify(self, text, signature):
        message = text
        if self.kind == COSIGNATURE:
            if len(signature) != 72:
                raise Refused(f"a cosignature of {self.name} has a wrong length")
            time = int.from_bytes(signature[:8], "big")
            message = b"cosignature/v1\ntime %d\n" % time + text
            signature = signature[8:]
        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            raise Refused(f"the signature of {self.name} does not verify") from None


def keys_of(argument):
    if os.path.exists(argument):
        with open(argument, encoding="utf-8") as file:
            return [Key(line) for line in file if line.strip()]
    return [Key(argument)]


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise Refused(f"{path} is missing") from None


def split_note(data):
    """The text and the signatures (name, key id, bytes) of a signed note."""
    text, blank, lines = data.rpartition(b"\n\n")
    if not blank or not lines.endswith(b"\n"):
        raise Refused("the note has no signatures")
    signatures = []
    for line in lines.decode("utf-8").split("\n")[:-1]:
        words = line.split(" ")
        if len(words) != 3 or words[0] != "\u2014":
            raise Refused(f"not a signature line: {line!r}")
        payload = unbase64(words[2])
        if len(payload) < 5:
            raise Refused("a signature is too short")
        signatures.append((words[1], payload[:4], payload[4:]))
    return text + b"\n", signatures


def check_note(data, keys):
    """The text, if a key signed it and no signature of a key is wrong."""
    text, signatures = split_note(data)
    signers = []
    for name, key_id, signature in signatures:
        for key in keys:
            if key.name == name and key.id == key_id:
                key.verify(text, signature)
                signers.append(name)
    if not signers:
        raise Refused("no signature of a known key")
    return text, signers


def tree_head(text):
    lines = text.decode("utf-8").split("\n")
    if len(lines) < 4 or not lines[0] or lines[1] != str(int(lines[1])):
        raise Refused("not a checkpoint")
    return lines[0], int(lines[1]), unbase64(lines[2], 32)


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(hashes):
    """MTH of RFC 6962, section 2.1, over leaf (or subtree) hashes."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(root_of(hashes[:split]), root_of(hashes[split:]))


def root_from_path(index, size, leaf, path):
    """What PATH(index, D[size]) leads to, by the recursion that defines it."""
    if size == 1:
        if path:
            raise Refused("the proof is too long")
        return leaf
    if not path:
        raise Refused("the proof is too short")
    split = 1
    while split * 2 < size:
        split *= 2
    if index < split:
        return node_hash(root_from_path(index, split, leaf, path[:-1]), path[-1])
    return node_hash(
        path[-1], root_from_path(index - split, size - split, leaf, path[:-1]))


def roots_from_consistency(old, size, path, known, old_root):
    """Both roots that SUBPROOF(old, D[size], known) leads to."""
    if old == size:
        if known:
            if path:
                raise Refused("the proof is too long")
            return old_root, old_root
        if len(path) != 1:
            raise Refused("the proof has a wrong length")
        return path[0], path[0]
    if not path:
        raise Refused("the proof is too short")
    split = 1
    while split * 2 < size:
        split *= 2
    if old <= split:
        before, after = roots_from_consistency(old, split, path[:-1], known, old_root)
        return before, node_hash(after, path[-1])
    before, after = roots_from_consistency(
        old - split, size - split, path[:-1], False, old_root)
    return node_hash(path[-1], before), node_hash(path[-1], after)


def note(vkey, path):
    text, signers = check_note(read(path), keys_of(vkey))
    print(f"note signed by {', '.join(signers)}")
    return text


def proof(vkey, entry_path, path):
    head, blank, rest = read(path).partition(b"\n\n")
    lines = head.decode("ascii").split("\n")
    if not blank or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Refused("not a proof")
    if lines and lines[0].startswith("extra "):
        unbase64(lines.pop(0)[len("extra "):])
    if not lines or not lines[0].startswith("index "):
        raise Refused("the index is missing")
    number = lines.pop(0)[len("index "):]
    if number != str(int(number)):
        raise Refused("the index is not a number")
    index = int(number)
    text, signers = check_note(rest, keys_of(vkey))
    origin, size, root = tree_head(text)
    if index >= size:
        raise Refused("the index is beyond the checkpoint")
    found = root_from_path(
        index, size, leaf_hash(read(entry_path)), [unbase64(line, 32) for line in lines])
    if found != root:
        raise Refused("the entry is not in the tree of the checkpoint")
    print(f"{origin}: entry {index} of {size}, signed by {', '.join(signers)}")


def consistency(old_path, path):
    _, old_size, old_root = tree_head(split_note(read(old_path))[0])
    head, blank, rest = read(path).partition(b"\n\n")
    lines = head.decode("ascii").split("\n")
    if not blank or lines.pop(0) != f"old {old_size}":
        raise Refused("the proof is not from the older checkpoint")
    origin, size, root = tree_head(split_note(rest)[0])
    hashes = [unbase64(line, 32) for line in lines]
    if old_size > size:
        raise Refused("the newer checkpoint is smaller")
    if old_size == 0:
        if hashes:
            raise Refused("a proof from nothing is empty")
    elif (old_root, root) != roots_from_consistency(old_size, size, hashes, True, old_root):
        raise Refused("the newer tree does not continue the older one")
    print(f"{origin}: {size} entries continue {old_size}")


def tile_path(prefix, index, width):
    name = f"{index % 1000:03d}"
    index //= 1000
    while index:
        name = f"x{index % 1000:03d}/{name}"
        index //= 1000
    return f"{prefix}/{name}" + ("" if width == 256 else f".p/{width}")


def tiles(vkey, folder):
    text, signers = check_note(read(os.path.join(folder, "checkpoint")), keys_of(vkey))
    origin, size, root = tree_head(text)
    count = 0

    def pieces(prefix, total):
        nonlocal count
        for index in range((total + 255) // 256):
            width = min(256, total - index * 256)
            path = os.path.join(folder, tile_path(prefix, index, width))
            count += 1
            yield path, width, read(path)

    hashes = []
    for path, width, bundle in pieces("tile/entries", size):
        at = 0
        for _ in range(width):
            length = int.from_bytes(bundle[at:at + 2], "big")
            if at + 2 + length > len(bundle):
                raise Refused(f"{path} is cut short")
            hashes.append(leaf_hash(bundle[at + 2:at + 2 + length]))
            at += 2 + length
        if at != len(bundle):
            raise Refused(f"{path} is too long")
    bundles, count = count, 0
    level = 0
    current = hashes
    while current:
        seen = b"".join(data for _, _, data in pieces(f"tile/{level}", len(current)))
        if seen != b"".join(current):
            raise Refused(f"the tiles of level {level} are not those of the entries")
        current = [root_of(current[i:i + 256])
                   for i in range(0, len(current) - 255, 256)]
        level += 1
    if root_of(hashes) != root:
        raise Refused("the checkpoint has another root")
    print(f"{origin}: {size} entries, {bundles} bundles, {count} tiles, "
          f"signed by {', '.join(signers)}")


def main(arguments):
    commands = {"note": note, "proof": proof, "consistency": consistency, "tiles": tiles}
    if not arguments or arguments[0] not in commands:
        sys.exit(__doc__)
    try:
        commands[arguments[0]](*arguments[1:])
    except Refused as refusal:
        print(f"refused: {refusal}")
        sys.exit(5)
    except ValueError as error:  # a number that is none, text that is not UTF-8
        print(f"refused: {error}")
        sys.exit(5)


if __name__ == "__main__":
    main(sys.argv[1:])
