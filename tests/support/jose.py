"""Signatures checked by a program that is not ours: the openssl command. And what a JWS or a baked picture holds."""
import base64, json, os, re, struct, subprocess, tempfile


def b64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def parts(jws):
    """(header, payload, what was signed, signature)."""
    header, payload, signature = jws.split(".")
    return json.loads(b64(header)), json.loads(b64(payload)), f"{header}.{payload}".encode(), b64(signature)


def rs256_fits(pem, jws):
    """Does openssl say so?"""
    signed, _, signature = jws.rpartition(".")
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("key", pem.encode()), ("sig", b64(signature)), ("text", signed.encode())):
            with open(os.path.join(folder, name), "wb") as f:
                f.write(content)
        done = subprocess.run(["openssl", "dgst", "-sha256", "-verify", "key", "-signature", "sig", "text"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0 or "Verification failure" in done.stdout + done.stderr, done.stderr
    return done.returncode == 0


def der(pem):
    return base64.b64decode("".join(pem.strip().splitlines()[1:-1]))


def rsa_der(jwk):
    """SubjectPublicKeyInfo of an RSA JWK, put together by hand."""
    def tlv(tag, body):
        n = len(body)
        return bytes([tag]) + (bytes([n]) if n < 128 else bytes([0x80 + (n.bit_length() + 7) // 8]) + n.to_bytes((n.bit_length() + 7) // 8, "big")) + body

    def integer(b):
        return tlv(2, (b"\0" if b[0] & 0x80 else b"") + b)
    key = tlv(0x30, integer(b64(jwk["n"])) + integer(b64(jwk["e"])))
    return tlv(0x30, bytes.fromhex("300d06092a864886f70d0101010500") + tlv(3, b"\0" + key))


def baked(content):
    """The text of the one iTXt chunk with the keyword "openbadges", or of openbadges:assertion's verify."""
    if content.startswith(b"\x89PNG"):
        found, at = [], 8
        while at < len(content):
            n, kind = struct.unpack(">I4s", content[at:at + 8])
            if kind == b"iTXt" and content[at + 8:].startswith(b"openbadges\0"):
                found.append(content[at + 8 + 11 + 4:at + 8 + n].decode())
            at += n + 12
        assert len(found) == 1
        return found[0]
    return re.search(r'<openbadges:assertion verify="([^"]+)"/>', content.decode())[1]
