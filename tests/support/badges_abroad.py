"""Credentials of other issuers, in each form that is met in the wild, with a way to spoil them."""
import base64, copy, gzip, json

from .foreign import Key, b64, identity_hash, jws

V2 = "https://w3id.org/openbadges/v2"
VC2 = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
VC1 = ["https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
HOLDER = "holder@people.example"
KEYS = {alg: Key(alg) for alg in ("RS256", "ES256", "EdDSA")}      # RSA takes its time
OTHER = {alg: Key(alg) for alg in ("RS256", "ES256", "EdDSA")}


class Badges20:
    """Open Badges 2.0 (or 1.1) below a path of a foreign server: change .assertion, .badge, .issuer, .key, .revoked, then publish()."""

    def __init__(self, server, at, version=2):
        self.server, self.at, self.version = server, at, version
        u = lambda name: server.url(f"{at}/{name}")
        self.issuer = {"@context": V2, "type": "Issuer", "id": u("issuer"), "name": "Westbrook Academy", "url": "https://westbrook.example/", "email": "badges@westbrook.example"}
        self.badge = {"@context": V2, "type": "BadgeClass", "id": u("badge"), "name": "Boat builder", "description": "Builds boats.", "image": u("badge.png"),
                      "criteria": {"narrative": "Build a boat."}, "issuer": u("issuer")}
        self.assertion = {"@context": V2, "type": "Assertion", "id": u("assertion"), "badge": u("badge"), "issuedOn": "2026-01-02T00:00:00Z",
                          "recipient": {"type": "email", "hashed": True, "salt": "deadsea", "identity": identity_hash(HOLDER, "deadsea")}, "verification": {"type": "HostedBadge"}}
        self.key = {"@context": V2, "type": "CryptographicKey", "id": u("key"), "owner": u("issuer"), "publicKeyPem": KEYS["RS256"].pem}
        self.revoked = {"@context": V2, "type": "RevocationList", "id": u("revoked"), "issuer": u("issuer"), "revokedAssertions": []}
        if version == 1:
            for doc in (self.issuer, self.badge, self.assertion):
                doc["@context"] = "https://w3id.org/openbadges/v1"
            self.badge["criteria"] = "https://westbrook.example/boats"
            del self.assertion["verification"]
            self.assertion |= {"uid": "a1", "verify": {"type": "hosted", "url": u("assertion")}, "issuedOn": 1767312000}

    @property
    def url(self):
        return self.server.url(f"{self.at}/assertion")

    def sign(self):
        """Makes it a signed one: not published, but made by jws()."""
        u = lambda name: self.server.url(f"{self.at}/{name}")
        self.assertion["id"] = "urn:uuid:8d1b5b8e-2f43-4c2c-9f0f-1f0f1f0f1f0f"
        self.issuer |= {"publicKey": u("key"), "revocationList": u("revoked")}
        self.assertion["verification"] = {"type": "SignedBadge", "creator": u("key")}
        return self

    def publish(self):
        for name in ("issuer", "badge", "key", "revoked"):
            self.server.put(f"{self.at}/{name}", getattr(self, name))
        if self.assertion["id"].startswith("http"):
            self.server.put(f"{self.at}/assertion", self.assertion)
        return self

    def jws(self, key=None, **header):
        return jws(key or KEYS["RS256"], self.assertion, **header)


def spoil(doc, path, value):
    """A copy with the member at a dotted path set (or taken out, for None)."""
    doc = copy.deepcopy(doc)
    *way, last = path.split(".")
    place = doc
    for name in way:
        place = place[int(name)] if isinstance(place, list) else place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return doc


def credential(issuer_id, version=2, **more):
    """An unsigned OpenBadgeCredential."""
    times = {"validFrom": "2026-01-02T00:00:00Z"} if version == 2 else {"issuanceDate": "2026-01-02T00:00:00Z"}
    return {"@context": VC2 if version == 2 else VC1, "id": "urn:uuid:4f1d2f3e-0000-4000-8000-000000000001", "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": issuer_id, "type": ["Profile"], "name": "Westbrook Academy", "url": "https://westbrook.example/"}, **times, "name": "Boat builder",
            "credentialSubject": {"id": "urn:uuid:4f1d2f3e-0000-4000-8000-000000000002", "type": ["AchievementSubject"],
                                  "identifier": [{"type": "IdentityObject", "hashed": True, "identityHash": identity_hash(HOLDER, "deadsea"), "identityType": "emailAddress", "salt": "deadsea"}],
                                  "achievement": {"id": "urn:uuid:4f1d2f3e-0000-4000-8000-000000000003", "type": ["Achievement"], "name": "Boat builder", "description": "Builds boats.",
                                                  "criteria": {"narrative": "Build a boat."}}}, **more}


def claims(vc):
    """Payload of a VC-JWT of Open Badges 3.0."""
    return {**vc, "iss": vc["issuer"]["id"], "jti": vc["id"], "sub": vc["credentialSubject"]["id"], "nbf": 1767312000}


def bits(*ones, size=131072):
    raw = bytearray(size // 8)
    for i in ones:
        raw[i // 8] |= 0x80 >> i % 8
    return "u" + b64(gzip.compress(bytes(raw)))


def status_list(url, issuer_id, encoded, purpose="revocation", **more):
    return {"@context": ["https://www.w3.org/ns/credentials/v2"], "id": url, "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": issuer_id,
            "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {"id": url + "#list", "type": "BitstringStatusList", "statusPurpose": purpose, "encodedList": encoded}, **more}


def png_with(text, keyword=b"openbadgecredential"):
    import struct, zlib
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)) + chunk(b"iTXt", keyword + b"\0\0\0\0\0" + text.encode())
            + chunk(b"IDAT", zlib.compress(b"\0\0\0\0\0")) + chunk(b"IEND", b""))


def svg_with(text, namespace="https://purl.imsglobal.org/ob/v3p0", element="credential", attribute=False):
    body = f'<openbadges:{element} verify="{text}"/>' if attribute else f"<openbadges:{element}><![CDATA[{text}]]></openbadges:{element}>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{namespace}" width="9" height="9">{body}<path d="M0 0h9v9z"/></svg>'.encode()


def in_base64(data):
    return base64.b64encode(data).decode()


def as_text(doc):
    return json.dumps(doc)
