"""Too much, too slow, too odd: answered in time with a 4xx, and nobody else notices (T11, T12, T13, T28, T33)."""
import concurrent.futures, random, socket, time, urllib.parse

import pytest

from support.client import Client
from support.cost import cpu, rss_kb, sanitised
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

FORM = "application/x-www-form-urlencoded"
SETTINGS = {"extra": ["RequestReadTimeout header=4,MinRate=500 body=4,MinRate=500", "Timeout 6"]}


@pytest.fixture(scope="module")
def signed_in(world):
    world.account("abuser", world.a, "organisation_administrator")
    return "abuser"


def send(instance, head, pieces=(), timeout=30):
    """Raw bytes; gives (status, bytes that were sent of pieces)."""
    parts = urllib.parse.urlsplit(instance.base_url)
    sent = 0
    with socket.create_connection((parts.hostname, parts.port), timeout=timeout) as s:
        s.sendall(head)
        s.setblocking(False)
        data = b""
        for piece in pieces:
            view = memoryview(piece)
            while view and not data:
                try:
                    n = s.send(view)
                    view, sent = view[n:], sent + n
                except BlockingIOError:
                    time.sleep(0.001)
                except (BrokenPipeError, ConnectionResetError):
                    break
                try:
                    data += s.recv(65536)
                except BlockingIOError:
                    pass
                except ConnectionResetError:
                    break
            if data:
                break
        s.settimeout(timeout)
        try:
            while b"\r\n" not in data and (more := s.recv(65536)):
                data += more
        except ConnectionResetError:
            pass
    return (int(data.split()[1]) if data else 0), sent


def head(method, path, instance, *lines):
    return f"{method} {urllib.parse.urlsplit(instance.base_url).path}{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode() + b"".join(l.encode("latin-1") + b"\r\n" for l in lines) + b"\r\n"


# --- bodies (T12)

def test_too_long_is_said_before_the_body_is_read(instance, world, signed_in):
    for path in ("/login", "/forgot", "/admin/issuers/new", "/logout"):
        status, _ = send(instance, head("POST", path, instance, f"Content-Type: {FORM}", "Content-Length: 1073741824", "Expect: 100-continue",
                                        f"Cookie: {world.cookie(signed_in)}"))
        assert status == 413, (path, status)      # whoever waits for the body says 408


def test_endless_chunks(instance, world, signed_in):
    before = rss_kb(instance)
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    for path in ("/login", "/admin/issuers/new"):
        status, sent = send(instance, head("POST", path, instance, f"Content-Type: {FORM}", "Transfer-Encoding: chunked", f"Cookie: {world.cookie(signed_in)}"),
                            (chunk for _ in range(16000)))
        assert status == 413 and sent < 64 << 20, (path, status, sent)
    assert sanitised(instance) or rss_kb(instance) - before < 16 * 1024      # what a sanitiser keeps aside is not ours


def test_a_large_upload_by_nobody(instance):
    """Who may not upload is told so before the upload."""
    status, _ = send(instance, head("POST", "/admin/graphics/new", instance, "Content-Type: multipart/form-data; boundary=x", "Content-Length: 1073741824",
                                    "Expect: 100-continue"))
    assert status in (401, 403, 413)


# --- floods (T13)

@pytest.mark.parametrize("what, make, want", [
    ("fields", lambda: "&".join(f"f{i}=1" for i in range(100_000)).encode(), (413, 422, 400, 403)),
    ("empty fields", lambda: b"&" * 200_000, (413, 422, 400, 403)),
    ("one name", lambda: b"a=&" * 60_000, (413, 422, 400, 403)),
    ("percent signs", lambda: b"a=" + b"%" * 60_000, (400, 403, 422)),
    ("a name without end", lambda: b"a" * 60_000, (400, 403, 413, 422)),
    ("zeros", lambda: b"email=%00&password=\0", (400, 403, 422)),
    ("broken UTF-8", lambda: b"email=%ff%fe&password=%c0%80", (400, 403, 422)),
    ("keys that collide", lambda: "&".join(f"{a}{b}=" for a in ("Ez", "FY", "G8") * 60 for b in ("Ez", "FY", "G8") * 60).encode()[:60_000], (400, 403, 413, 422)),
])
def test_forms_by_the_thousand(instance, what, make, want):
    body, before = make(), cpu(instance)
    answer = Client(instance.base_url).post("/login", body=body, headers={"Content-Type": FORM})
    assert answer.status in want, (what, answer.status)
    assert cpu(instance) - before < 0.5


def test_query_floods(instance, world):
    a = world.a.first.assertion.public_id
    for query in ("&".join(f"a{i}" for i in range(1500)), "a=" + "b" * 7000, "%" * 7000, "a=%00", "a=%ff", "&" * 7000, "=" * 7000):
        for path in (f"/assertions/{a}", "/login", "/oembed"):
            assert 200 <= Client(instance.base_url).get(f"{path}?{query}").status < 500, (path, query[:20])
    assert Client(instance.base_url).get("/login?" + "x" * 20_000).status == 414


def test_header_floods(instance):
    spent = cpu(instance)
    for lines, want in (([f"X-{i}: y" for i in range(1000)], (400, 431)), (["X: " + "y" * 20_000], (400, 431)), (["X" * 20_000 + ": y"], (400, 431)),
                        (["Accept: " + "text/html;q=0.1," * 500], (200,)), (["Accept: " + "," * 8000], (200,)), (["If-None-Match: " + '"x",' * 1500], (200,)),
                        (["Range: bytes=" + ",".join(f"{i}-{i}" for i in range(800))], (200, 206, 416)), (["Cookie: " + "a=b; " * 1500], (200,))):
        status, _ = send(instance, head("GET", "/login", instance, *lines))
        assert status in want, (lines[0][:30], status)
    assert cpu(instance) - spent < 1


# --- cookies (T28)

@pytest.mark.parametrize("cookie", ["", "=", ";", ";;;;", "bdg_session", "bdg_session=", "bdg_session==", 'bdg_session="', 'bdg_session="x', "bdg_session=" + "x" * 43, "bdg_session=" + "x" * 7000,
                                    "bdg_session=%00%00", "bdg_session=\x01\x02\xff", "bdg_session=a=b=c", "; bdg_session=x", "bdg_session=x; bdg_session=y", " =; = ;", "bdg_session=" + "'\"<>\\" * 8,
                                    "bdg_flash=!!!!", "bdg_flash=" + "A" * 4000, "bdg_flash=c3VjY2Vzczo8c2NyaXB0Pg", "bdg_form=" + "x" * 43, "$Version=1; bdg_session=x",
                                    "; ".join(f"c{i}=v" for i in range(900)), "bdg_session=" + "x" * 42 + "\x7f", "bdg_organisation=../../x"])
def test_odd_cookies(instance, world, cookie):
    for path in ("/login", "/admin", f"/assertions/{world.a.first.assertion.public_id}", "/nowhere"):
        status, _ = send(instance, head("GET", path, instance, "Accept: text/html", f"Cookie: {cookie}"))
        assert status in (200, 303, 400, 404, 431), (path, status)
        if path == "/admin":
            assert status in (303, 400, 431)


def test_random_cookies(instance):
    rng = random.Random(4)
    for _ in range(200):
        cookie = bytes(rng.choice(b"abc_=;\"' ,%\\\x80\xff019AZbdg_session\t") for _ in range(rng.randrange(1, 300))).decode("latin-1")
        status, _ = send(instance, head("GET", "/admin", instance, "Accept: text/html", f"Cookie: {cookie}"))
        assert status in (303, 400), (cookie, status)


# --- JSON (T33): wherever one is taken; an address that takes forms says so

@pytest.mark.parametrize("body", [b"[" * 60_000, b'{"a":' * 10_000, b'{"a":1,"a":2}', b"1e999999", b'"\\ud800"', b"\xff\xfe", b"", b"nul", b"123456789012345678901234567890" * 100])
def test_json_that_is_none(instance, body):
    spent = cpu(instance)
    answer = Client(instance.base_url).post("/login", body=body, headers={"Content-Type": "application/json"})
    assert answer.status in (400, 413, 415, 422) and cpu(instance) - spent < 0.5


# --- slow ones (T11)

def is_cut(s):
    s.setblocking(False)
    try:
        while s.recv(65536):
            pass
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True


@pytest.mark.slow
def test_slow_clients_hold_nothing(instance, world):
    """100 who send their heads and bodies a byte at a time, and some who do not read: cut off, meanwhile others are served and the database is idle."""
    parts = urllib.parse.urlsplit(instance.base_url)
    slow, a = [], world.a.first.assertion.public_id
    try:
        for i in range(100):
            s = socket.create_connection((parts.hostname, parts.port), timeout=30)
            if i % 3 == 0:
                s.sendall(f"GET {parts.path}/assertions/{a} HTTP/1.1\r\nHost: x\r\nX: ".encode())
            elif i % 3 == 1:
                s.sendall(head("POST", f"/assertions/{a}/check", instance, f"Content-Type: {FORM}", "Content-Length: 1000") + b"email=")
            else:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
                s.sendall(head("GET", f"/assertions/{a}.png", instance) * 20)
            slow.append(s)
        waiting = [s for i, s in enumerate(slow) if i % 3 != 2]
        for n in range(150):
            assert Client(instance.base_url).get(f"/assertions/{a}", headers={"Accept": "text/html"}).status == 200
            assert n != 3 or not all(map(is_cut, waiting)), "the others were answered only when the slow ones had been cut off"
            for s in slow[:30]:
                try:
                    s.send(b"x")
                except OSError:
                    pass
        busy = world.db.value("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'badges' AND (command <> 'Sleep' OR info IS NOT NULL)")
        in_transaction = world.db.value("SELECT COUNT(*) FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE p.user = 'badges'")
        assert busy <= 2 and in_transaction <= 1      # the workers look now and then
        wait_for(lambda: all(map(is_cut, waiting)), 20, "the slow ones to be cut off")
    finally:
        for s in slow:
            s.close()


def test_many_at_once(instance, world):
    """More requests than threads: all answered, none by 500."""
    a = world.a.first.assertion.public_id
    paths = [f"/assertions/{a}", "/login", "/admin", f"/badges/{world.a.first.badge.public_id}", "/nowhere"]
    with concurrent.futures.ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(lambda i: Client(instance.base_url).get(paths[i % len(paths)] + f"?{i}").status, range(600)))
    assert set(answers) <= {200, 404}, set(answers)
