"""Somebody else's server: documents at addresses on the loopback interface, over http and https, and the keys of issuers who publish there."""
import base64, datetime, hashlib, http.server, ipaddress, json, ssl, threading, time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.x509.oid import NameOID

B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0, tzinfo=None)


class Foreign:
    """put(path, body, status=200, type=..., headers={}) or put(path, function of the request handler). asked: the paths of all requests."""

    def __init__(self, tls=None):
        self.answers, self.asked = {}, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.asked.append(self.path)
                answer = outer.answers.get(self.path)
                if callable(answer):
                    self.close_connection = True
                    return answer(self)
                status, headers, body = answer or (404, {}, b"")
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except (ConnectionError, ssl.SSLError, TimeoutError):
                    self.close_connection = True

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.base = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def url(self, path):
        return self.base + path

    def put(self, path, body, status=200, type="application/ld+json", headers=None):
        if callable(body):
            self.answers[path] = body
        else:
            body = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.answers[path] = (status, {"Content-Type": type, **(headers or {})}, body)
        return self.url(path)

    def redirect(self, path, to, status=302):
        return self.put(path, b"", status, headers={"Location": to})

    def close(self):
        self.server.shutdown()
        self.server.server_close()


# --- certificates


def certificate(folder, name, issuer=None, days=1, begins=-1, host="127.0.0.1", ca=False):
    """A PEM file with key and certificate; issuer: the path of another such file, or None for one that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    by, by_key = subject, key
    if issuer:
        pem = issuer.read_bytes()
        by, by_key = x509.load_pem_x509_certificate(pem).subject, serialization.load_pem_private_key(pem, None)
    try:
        alternative = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    made = (x509.CertificateBuilder().subject_name(subject).issuer_name(by).public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(NOW + datetime.timedelta(days=begins)).not_valid_after(NOW + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True).add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
            .sign(by_key, hashes.SHA256()))
    file = folder / f"{name}.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return file


# --- keys


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def b58(data):
    n, out = int.from_bytes(data, "big"), ""
    while n:
        n, r = divmod(n, 58)
        out = B58[r] + out
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + out


def number(n, size=None):
    return b64(n.to_bytes(size or (n.bit_length() + 7) // 8, "big"))


class Key:
    """A pair: alg is RS256, ES256 or EdDSA."""

    def __init__(self, alg):
        self.alg = alg
        self.secret = {"RS256": lambda: rsa.generate_private_key(65537, 2048), "ES256": lambda: ec.generate_private_key(ec.SECP256R1()), "EdDSA": ed25519.Ed25519PrivateKey.generate}[alg]()
        self.public = self.secret.public_key()

    def sign(self, data):
        if self.alg == "RS256":
            return self.secret.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if self.alg == "ES256":
            r, s = utils.decode_dss_signature(self.secret.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return self.secret.sign(data)

    @property
    def pem(self):
        return self.public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()

    @property
    def raw(self):
        return self.public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    @property
    def jwk(self):
        if self.alg == "RS256":
            n = self.public.public_numbers()
            return {"kty": "RSA", "n": number(n.n), "e": number(n.e)}
        if self.alg == "ES256":
            n = self.public.public_numbers()
            return {"kty": "EC", "crv": "P-256", "x": number(n.x, 32), "y": number(n.y, 32)}
        return {"kty": "OKP", "crv": "Ed25519", "x": b64(self.raw)}

    @property
    def multikey(self):
        if self.alg == "ES256":
            return "z" + b58(b"\x80\x24" + self.public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint))
        return "z" + b58(b"\xed\x01" + self.raw)

    @property
    def did(self):
        return "did:key:" + self.multikey


def jws(key, payload, alg=None, signature=None, **header):
    """header: members with None are left out."""
    text = lambda v: b64(v if isinstance(v, bytes) else json.dumps(v, separators=(",", ":")).encode())
    head = {k: v for k, v in {"alg": alg or key.alg, **header}.items() if v is not None}
    signed = f"{text(head)}.{text(payload)}"
    return f"{signed}.{b64(key.sign(signed.encode()) if signature is None else signature)}"


def identity_hash(address, salt="", algorithm="sha256"):
    return f"{algorithm}${hashlib.new(algorithm, (address + salt).encode()).hexdigest()}"


# --- bad manners


def endless(handler):
    """10 GB, or as much of it as anyone takes."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    piece = b"x" * 65536
    for _ in range(160000):
        handler.wfile.write(piece)


def drip(handler):
    """A byte a second, for a minute."""
    handler.send_response(200)
    handler.send_header("Content-Length", "60")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b"{")
        handler.wfile.flush()
        time.sleep(1)


def many_headers(handler):
    handler.send_response(200)
    for i in range(10000):
        handler.send_header(f"X-{i}", "y")
    handler.send_header("Content-Length", "2")
    handler.end_headers()
    handler.wfile.write(b"{}")
