"""The database stops answering, goes, or has no connection left: 503 with Retry-After (or what the cache holds) within seconds, and all is well by
itself when it is back (T8, T9, T10)."""
import concurrent.futures, json, os, re, signal, time

import pymysql
import pytest

from support.client import Client
from support.wait import wait_for
from support.world import clean_logs, instance, log_watch, world      # noqa: F401

SECONDS = float(os.environ.get("AWAY", "12"))      # how long it is away; AWAY=30 for the promise of the README
DEADLINE = 14                                      # of any answer: 6 s for the database's, once more for a connection, and some
UNAVAILABLE = r"BDG0002|BDG0301|BDG0302|AH00632|AH00633|AH00634|AH03\d+|DBD|dbd|2002|2006|2013"
MARIADB = r"\[Warning\]|InnoDB|Aborted connection|recover|Recover|crash|mariadbd|^error.log: "


def ask(client, path, **headers):
    began = time.monotonic()
    answer = client.get(path, headers=headers, follow=False)
    return answer, time.monotonic() - began


def paths(world):
    """Of all kinds; the first was never asked, so that no cache holds it."""
    i = world.a.second
    return [f"/assertions/{world.unseen}", f"/badges/{i.badge.public_id}", f"/issuers/{i.public_id}", "/admin", "/admin/issuers", "/healthz", f"/assertions/{world.unseen}.png"]


def check_away(instance, world, cached):
    """While it is away. Many at once: nobody waits for ever, and each is told when to come again."""
    def one(n):
        client = Client(instance.base_url)
        client.cookies = dict([world.cookie("admin").split("=", 1)])
        return ask(client, paths(world)[n % len(paths(world))], Accept="text/html")
    nobody = Client(instance.base_url)
    answer, seconds = ask(nobody, cached, Accept="application/ld+json")
    assert answer.status == 200 and seconds < 7, answer      # from the cache, for a minute
    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        for answer, seconds in pool.map(one, range(60)):
            assert answer.status == 503 and int(answer.headers["Retry-After"]) > 0 and answer.headers["Cache-Control"] == "no-store", answer
            assert seconds < DEADLINE, (answer, seconds)
    for n in range(len(paths(world))):
        answer, seconds = one(n)
        assert answer.status == 503 and seconds < DEADLINE
    assert nobody.get("/login").status in (200, 503)
    static = nobody.get("/login").doc.xpath("//link[@rel='stylesheet']/@href")
    assert not static or nobody.get(nobody.origin() + static[0]).status == 200
    assert nobody.get("/assertions/" + "0" * 25, headers={"Accept": "application/json"}).json()["status"] == 404
    error = nobody.get(paths(world)[0], headers={"Accept": "application/json"})
    assert error.status == 503 and error.headers.get_content_type() == "application/problem+json"
    page = nobody.get(paths(world)[0], headers={"Accept": "text/html"})
    assert page.status == 503 and "database" in page.words().lower() or "moment" in page.words().lower()


def check_back(instance, world, seconds=15):
    def well():
        client = Client(instance.base_url)
        client.cookies = dict([world.cookie("admin").split("=", 1)])
        return all(client.get(p, follow=False).status == 200 for p in paths(world))
    wait_for(lambda: all(well() for _ in range(4)), seconds, "all pages again, of every child")


@pytest.fixture
def cached(instance, world):
    """A path that this httpd's one child holds in its cache; and somebody who is signed in."""
    if "admin" not in world.accounts:
        world.account("admin", world.a, "organisation_administrator")
    path = f"/assertions/{world.a.first.assertion.public_id}"
    world.unseen = world.assertion(world.a, world.a.second, "unseen@aberdale.example").public_id
    wait_for(lambda: Client(instance.base_url).get("/healthz").status == 200, 30, "what a test before this one left to be over")
    for _ in range(6):
        assert Client(instance.base_url).get(path, headers={"Accept": "application/ld+json"}).status == 200
    yield path
    if not instance.pid("db"):
        instance.start()


@pytest.mark.slow
@pytest.mark.log_allows(UNAVAILABLE, MARIADB)
def test_stopped_and_let_go_on(instance, world, cached):
    """SIGSTOP: connections stay open, and nobody answers on them."""
    pid = instance.pid("db")
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    try:
        check_away(instance, world, cached)
        wait_for(lambda: time.monotonic() - began > SECONDS, SECONDS + 5)
        assert Client(instance.base_url).get("/healthz").status == 503
    finally:
        os.kill(pid, signal.SIGCONT)
    check_back(instance, world)


@pytest.mark.slow
@pytest.mark.log_allows(UNAVAILABLE, MARIADB)
def test_killed_and_started_again(instance, world, cached):
    """kill -9: connections are gone, and so is the socket."""
    for _ in range(2):      # again, with connections that were opened after the first time
        instance.kill("db")
        world.db.connection = None
        began = time.monotonic()
        check_away(instance, world, cached)
        wait_for(lambda: time.monotonic() - began > SECONDS / 4, SECONDS + 5)
        instance.start()
        check_back(instance, world)
        world.unseen = world.assertion(world.a, world.a.second, "unseen.too@aberdale.example").public_id


@pytest.mark.log_allows(UNAVAILABLE, MARIADB)
def test_restarted_between_two_requests(instance, world, cached):
    """Every connection of the pool is dead, and nobody has noticed yet: the next requests are answered all the same."""
    check_back(instance, world)
    instance.kill("db", signal.SIGTERM)
    wait_for(lambda: not instance.pid("db"), 30, "the database to end")
    world.db.connection = None
    instance.start()
    client = Client(instance.base_url)
    client.cookies = dict([world.cookie("admin").split("=", 1)])
    statuses = [client.get(p, follow=False).status for p in paths(world)]
    assert statuses == [200] * len(statuses)


@pytest.mark.log_allows(UNAVAILABLE, MARIADB)
def test_connections_that_the_server_closed(instance, world, cached):
    """KILL of every connection, as a wait_timeout or a proxy does it: no request fails for it, and no statement is asked for that the new connection never
    prepared (2030)."""
    client = Client(instance.base_url)
    client.cookies = dict([world.cookie("admin").split("=", 1)])
    for _ in range(10):
        for row in world.db.rows("SELECT id FROM information_schema.processlist WHERE user = 'badges'"):
            try:
                world.db.run(f"KILL {row['id']}")
            except Exception as e:
                assert "1094" in str(e)
        for path in paths(world):
            assert client.get(path, follow=False).status == 200, path
    log = (instance.real / "logs/error_log").read_text()
    assert not re.search(r": (2030|2014) ", log)


@pytest.mark.slow
@pytest.mark.log_allows(UNAVAILABLE, MARIADB)
def test_a_locked_table(instance, world, cached):
    """Somebody locks a table for long (T10): what needs it says 503, everything else goes on, and connections do not pile up."""
    other = world.db.connect()
    with other.cursor() as cursor:
        cursor.execute("LOCK TABLES issuer WRITE")
        try:
            with concurrent.futures.ThreadPoolExecutor(20) as pool:
                jobs = [pool.submit(lambda: ask(Client(instance.base_url), f"/issuers/{world.a.second.public_id}", Accept="text/html")) for _ in range(30)]
                for job in jobs:
                    answer, seconds = job.result()
                    assert answer.status == 503 and seconds < DEADLINE, (answer, seconds)
            nobody = Client(instance.base_url)
            answer, seconds = ask(nobody, "/healthz")
            assert answer.status == 200 and seconds < 5
            assert world.db.value("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'badges'") <= 24
        finally:
            cursor.execute("UNLOCK TABLES")
    other.close()
    check_back(instance, world)


@pytest.mark.slow
@pytest.mark.log_allows(UNAVAILABLE, MARIADB)
def test_no_connection_left(instance, world, cached):
    """max_connections is used up by others: 503 by the deadline, static files and cached documents as ever, and no thread stays stuck (T8)."""
    was = world.db.value("SELECT @@max_connections")
    held = []
    for row in world.db.rows("SELECT id FROM information_schema.processlist WHERE user = 'badges'"):
        world.db.run(f"KILL {row['id']}")
    world.db.run("SET GLOBAL max_connections = 10")
    try:
        account = json.loads((instance.real / "db/owner.json").read_text())
        params = dict(line.split("=", 1) for line in (instance.real / "db/my.cnf").read_text().splitlines() if "=" in line)
        while len(held) < 40:
            try:
                held.append(pymysql.connect(unix_socket=account["unix_socket"], user="badges", password=params["password"], database="badges"))
            except pymysql.err.OperationalError as e:
                if e.args[0] != 1040:
                    raise
                break
        def one(n):
            client = Client(instance.base_url)
            client.cookies = dict([world.cookie("admin").split("=", 1)])
            return ask(client, paths(world)[n % len(paths(world))], Accept="text/html")
        with concurrent.futures.ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(one, range(200)))
        for answer, seconds in answers:
            assert answer.status in (200, 503) and seconds < DEADLINE, (answer, seconds)
            assert answer.status == 200 or answer.headers["Retry-After"]
        assert sum(a.status == 503 for a, _ in answers) > 20
        nobody = Client(instance.base_url)
        assert ask(nobody, cached, Accept="application/ld+json")[0].status == 200
    finally:
        for connection in held:
            connection.close()
        world.db.run(f"SET GLOBAL max_connections = {was}")
    check_back(instance, world)
