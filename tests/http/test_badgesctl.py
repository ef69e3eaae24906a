"""badgesctl: exit codes, JSON, migrations that may be run twice and by two, create-admin, doctor."""
import concurrent.futures, json, re, shutil, subprocess

import pytest

from support.db import Database
from support.instance import ROOT, temporary
from support.world import World

MIGRATIONS = ROOT / "sql/migrations"


@pytest.fixture
def clean_logs():
    """These tests have instances of their own."""


@pytest.fixture(scope="module")
def box():
    """A database and a configuration, no httpd."""
    with temporary(parts=["db"]) as made:
        yield made


@pytest.fixture
def bdb(box):
    with Database(box) as db:
        yield db


def ctl(box, *args, config=True, env=None, **more):
    command = [str(box.build / "badgesctl"), *(["--config", str(box.real / "conf/httpd.conf")] if config else []), *map(str, args)]
    return subprocess.run(command, env={**box.environment(), **(env or {})}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, **more)


# --- how it is called

@pytest.mark.parametrize("args", [[], ["frobnicate"], ["migrate", "--nope"], ["create-admin"], ["create-admin", "--email"], ["migrate", "extra"], ["routes", "--json=1"],
                                  ["create-admin", "--email", "a@b.example", "--name", "A", "--password-stdin", "--password-file", "x"]])
def test_called_wrongly(box, args):
    done = ctl(box, *args)
    assert done.returncode == 2 and done.stderr and not done.stdout


@pytest.mark.parametrize("args", [["help"], ["--help"], ["--version"], ["routes"]])
def test_needs_nothing(box, args):
    done = ctl(box, *args, config=False)
    assert done.returncode == 0 and done.stdout and not done.stderr


def test_finds_the_configuration(box, tmp_path):
    (tmp_path / "var").symlink_to(box.real)
    conf = box.real / "conf/httpd.conf"
    for env, cwd in (({"BADGES_CONFIG": str(conf)}, "/"), ({"VAR": str(box.real)}, "/"), ({}, tmp_path)):
        env = {"PATH": "/usr/bin:/bin", **env}     # MYSQL_HOME is found, too
        done = subprocess.run([str(box.build / "badgesctl"), "doctor", "--json"], env=env, cwd=cwd, stdout=subprocess.PIPE, text=True)
        assert json.loads(done.stdout)["ok"] and done.returncode == 0
    done = subprocess.run([str(box.build / "badgesctl"), "migrate"], env={"PATH": "/usr/bin:/bin"}, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2 and "no configuration" in done.stderr


def test_errors_are_one_json_document(box):
    done = ctl(box, "migrate", "--migrations", "/nowhere", "--json")
    assert done.returncode == 1 and json.loads(done.stdout)["error"]["code"] == "not_found" and "/nowhere" in done.stderr


def test_routes(box):
    routes = json.loads(ctl(box, "routes", "--json").stdout)
    assert {"GET /login", "POST /login", "GET /healthz"} <= {f"{r['method']} {r['pattern']}" for r in routes}


# --- migrate

@pytest.fixture
def fresh(bdb):
    """The database without any table."""
    def drop():
        bdb.run("SET FOREIGN_KEY_CHECKS = 0")
        for table in bdb.tables():
            bdb.run(f"DROP TABLE `{table}`")
    drop()
    yield bdb
    drop()


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    return tmp_path / "migrations"


def add(folder, text, name="extra"):
    number = max(int(p.name[:4]) for p in folder.glob("*.sql")) + 1
    path = folder / f"{number:04}_{name}.sql"
    path.write_text(text)
    return path


def test_twice_is_once(box, fresh):
    first = ctl(box, "migrate", "--json")
    assert first.returncode == 0 and json.loads(first.stdout)["applied"], first.stderr
    assert "1/" in first.stderr and "CREATE TABLE" in first.stderr, "it says which step it runs"
    before = fresh.checksum()
    second = ctl(box, "migrate", "--json")
    assert second.returncode == 0 and json.loads(second.stdout)["applied"] == [] and not second.stderr
    assert fresh.checksum() == before


def test_many_at_once(box, fresh, folder):
    add(folder, "CREATE TABLE IF NOT EXISTS tally (id INT PRIMARY KEY AUTO_INCREMENT, n INT);\n-- a note; with a semicolon\nINSERT INTO tally (n) VALUES (1);\n"
                "SELECT SLEEP(1);\nINSERT INTO tally (n) VALUES (2);\n")
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: ctl(box, "migrate", "--migrations", folder, "--json"), range(6)))
    assert [d.returncode for d in done] == [0] * 6, [d.stderr for d in done if d.returncode]
    applied = sorted(name for d in done for name in json.loads(d.stdout)["applied"])
    assert applied == sorted(p.stem for p in folder.glob("*.sql") if not p.name.startswith("0000"))
    assert [r["n"] for r in fresh.rows("SELECT n FROM tally ORDER BY id")] == [1, 2]
    assert fresh.value("SELECT COUNT(*) AS n FROM role") == 9
    assert any("is being applied by" in d.stderr for d in done)


def test_changed_file_is_refused(box, fresh, folder):
    assert ctl(box, "migrate", "--migrations", folder).returncode == 0
    first = folder / "0001_initial.sql"
    first.write_text(first.read_text() + "-- a word more\n")
    done = ctl(box, "migrate", "--migrations", folder)
    assert done.returncode == 1 and "0001_initial" in done.stderr and "never changes" in done.stderr
    assert ctl(box, "doctor", "--migrations", folder).returncode == 1


def test_stopped_by_an_error_goes_on_at_the_step(box, fresh, folder):
    bad = add(folder, "CREATE TABLE IF NOT EXISTS one (id INT PRIMARY KEY);\nINSERT INTO one VALUES (1);\nINSERT INTO two VALUES (1);\nINSERT INTO one VALUES (2);\n")
    done = ctl(box, "migrate", "--migrations", folder)
    assert done.returncode == 1 and "stopped at step 3 of 4: INSERT INTO two VALUES" in done.stderr and "1146" in done.stderr
    assert fresh.value("SELECT steps_done FROM schema_migration WHERE state = 'applying'") == 2
    fresh.run("CREATE TABLE two (id INT PRIMARY KEY)")
    assert ctl(box, "migrate", "--migrations", folder).returncode == 0, "at once: the claim was given up"
    assert [r["id"] for r in fresh.rows("SELECT id FROM one")] == [1, 2] and bad.exists()


def test_killed_in_the_middle_goes_on(box, fresh, folder):
    add(folder, "CREATE TABLE IF NOT EXISTS one (id INT PRIMARY KEY);\nINSERT INTO one VALUES (1);\nSELECT SLEEP(30);\nINSERT INTO one VALUES (2);\n")
    proc = subprocess.Popen([str(box.build / "badgesctl"), "--config", str(box.real / "conf/httpd.conf"), "migrate", "--migrations", str(folder)],
                            env=box.environment(), stderr=subprocess.PIPE, text=True)
    for line in proc.stderr:
        if "SLEEP" in line:
            break
    proc.kill()
    proc.wait()
    fresh.run("UPDATE schema_migration SET lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE state = 'applying'")
    (folder / "x").write_text("not a migration")
    text = next(p for p in folder.glob("*_extra.sql"))
    done = ctl(box, "migrate", "--migrations", folder)
    assert done.returncode == 0 and "3/4  SELECT SLEEP" in done.stderr and "2/4" not in done.stderr and text.exists()
    assert [r["id"] for r in fresh.rows("SELECT id FROM one")] == [1, 2]


def test_says_what_blocks(box, fresh, folder):
    add(folder, "-- blocks: writing to role, about a second\nALTER TABLE role ADD COLUMN IF NOT EXISTS more INT;\n")
    done = ctl(box, "migrate", "--migrations", folder)
    assert done.returncode == 0 and "This blocks writing to role, about a second" in done.stderr


def test_statements_are_split_as_sql_says(box, fresh, folder):
    add(folder, "/* a ; b */ CREATE TABLE IF NOT EXISTS odd (id INT PRIMARY KEY, t TEXT DEFAULT 'a;''b\\';c', `x;y` INT); # d;\n"
                "INSERT INTO odd (id, t) VALUES (1, \"q;\"\"r\");;\n-- the last one has no semicolon\nINSERT INTO odd (id) VALUES (2)")
    done = ctl(box, "migrate", "--migrations", folder)
    assert done.returncode == 0, done.stderr
    assert [r["t"] for r in fresh.rows("SELECT t FROM odd ORDER BY id")] == ['q;"r', "a;'b';c"]


def test_a_number_twice(box, folder):
    (folder / "0001_again.sql").write_text("SELECT 1;")
    done = ctl(box, "migrate", "--migrations", folder)
    assert done.returncode == 1 and "have the number 0001" in done.stderr


def test_every_statement_can_be_run_twice():
    """The rule that migrate depends on after a crash."""
    for path in MIGRATIONS.glob("*.sql"):
        for statement in re.findall(r"^(CREATE|ALTER|DROP) (.+)", path.read_text(), re.M):
            assert "IF NOT EXISTS" in statement[1] or "IF EXISTS" in statement[1], (path.name, statement)


# --- create-admin, setup-link

@pytest.fixture
def ready(box, fresh):
    assert ctl(box, "migrate").returncode == 0
    return fresh


def create(box, *args, password="seven grey herons by the lock", **more):
    return ctl(box, "create-admin", *args, "--password-stdin", input=password + "\n", **more)


def test_create_admin(box, ready):
    done = create(box, "--email", "Ann@Northgate.example", "--name", " Ann  Ó Briain ", "--organisation", "Northgate College", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["email"] == "ann@northgate.example"
    assert ready.row("SELECT a.email, a.name, r.name AS role, o.name AS organisation FROM role_assignment ra JOIN account a ON a.id = ra.account_id JOIN role r ON r.id = ra.role_id "
                     "JOIN organisation o ON o.id = ra.organisation_id") == {"email": "ann@northgate.example", "name": "Ann Ó Briain",
                                                                           "role": "organisation_administrator", "organisation": "Northgate College"}
    assert {(r["action"], r["account_id"]) for r in ready.rows("SELECT action, account_id FROM audit")} == {("organisation.create", -1), ("account.create", -1)}
    again = create(box, "--email", "ANN@northgate.example", "--name", "Ann")
    assert again.returncode == 1 and "There is an account for ann@northgate.example already." in again.stderr
    second = create(box, "--email", "ben@northgate.example", "--name", "Ben")
    assert second.returncode == 0 and ready.value("SELECT COUNT(*) AS n FROM organisation") == 1, "into the one there is"
    third = create(box, "--email", "cy@northgate.example", "--name", "Cy", "--organisation", "northgate college")
    assert third.returncode == 0 and ready.value("SELECT COUNT(*) AS n FROM organisation") == 1
    assert create(box, "--email", "di@northgate.example", "--name", "Di", "--organisation", "Harbour School").returncode == 0
    which = create(box, "--email", "ed@northgate.example", "--name", "Ed")
    assert which.returncode == 1 and "several organisations" in which.stderr


def test_first_organisation_has_a_name_without_being_told(box, ready):
    assert create(box, "--email", "ann@northgate.example", "--name", "Ann").returncode == 0
    assert ready.value("SELECT name FROM organisation") == "Northgate College", "as the sender of its mails"


@pytest.mark.parametrize("email, name, password, words", [("nobody", "A", "good long words here", "address"), ("a@b.example", " ", "good long words here", "name"),
                                                          ("a@b.example", "A", "short", "password"), ("a@b.example", "A", "two\nlines of words", "one line")])
def test_create_admin_says_what_is_wrong(box, ready, email, name, password, words):
    done = create(box, "--email", email, "--name", name, password=password)
    assert done.returncode == 1 and words in done.stderr
    assert ready.value("SELECT COUNT(*) AS n FROM account") == 0


def test_password_from_a_file(box, ready, tmp_path):
    file = tmp_path / "password"
    file.write_text("seven grey herons by the lock\n")
    done = ctl(box, "create-admin", "--email", "a@b.example", "--name", "A", "--password-file", file)
    assert done.returncode == 0
    assert ctl(box, "create-admin", "--email", "c@b.example", "--name", "C", "--password-file", tmp_path / "none").returncode == 1


def test_two_create_the_same_at_once(box, ready):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: create(box, "--email", "ann@northgate.example", "--name", "Ann", "--organisation", "Northgate"), range(4)))
    assert sorted(d.returncode for d in done) == [0, 1, 1, 1] and all("already" in d.stderr for d in done if d.returncode)
    assert ready.value("SELECT COUNT(*) AS n FROM organisation") == 1


def test_setup_link(box, ready):
    url = ctl(box, "setup-link").stdout.strip()
    assert url.startswith(box.base_url + "/setup?token=")
    assert json.loads(ctl(box, "setup-link", "--json").stdout)["url"].startswith(box.base_url)
    assert ready.value("SELECT COUNT(*) AS n FROM one_time_link") == 2
    assert not [r for r in ready.rows("SELECT * FROM one_time_link") if url.split("=")[1] in str(r)]
    assert create(box, "--email", "a@b.example", "--name", "A").returncode == 0
    assert ready.value("SELECT COUNT(*) AS n FROM one_time_link") == 0, "they are dead once there is an account"
    done = ctl(box, "setup-link")
    assert done.returncode == 1 and not done.stdout


# --- doctor

def checks(done):
    return {c["check"]: c for c in json.loads(done.stdout)["checks"]}


def test_doctor_is_content(box, ready):
    done = ctl(box, "doctor", "--json")
    found = checks(done)
    assert done.returncode == 0 and all(c["ok"] for c in found.values()), found
    assert {"configuration", "base address", "database", "migrations", "statements", "templates", "renderer", "uploads", "mail"} <= set(found)


def broken(box, tmp_path, old, new):
    text = (box.real / "conf/httpd.conf").read_text()
    assert old in text
    path = tmp_path / "httpd.conf"
    path.write_text(text.replace(old, new))
    return subprocess.run([str(box.build / "badgesctl"), "--config", str(path), "doctor", "--json"], env=box.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("old, new, check", [("dbname=badges", "dbname=nothere", "database"), ("BadgesHtdocs \"", "BadgesHtdocs \"/nowhere", "templates"),
                                             ("BadgesRender \"", "BadgesRender \"/nowhere", "renderer"), ("BadgesTmpDir \"", "BadgesTmpDir \"/nowhere", "uploads"),
                                             ("BadgesBaseURL \"http://127", "BadgesBaseURL \"ftp://127", "configuration"), ("smtp://", "http://", "mail"),
                                             ("BadgesBaseURL \"http://127.0.0.1", "BadgesBaseURL \"http://badges.example", "base address")])
def test_doctor_finds(box, ready, tmp_path, old, new, check):
    done = broken(box, tmp_path, old, new)
    assert done.returncode == 1
    assert [n for n, c in checks(done).items() if not c["ok"]] == [check]


def test_doctor_before_migrate(box, fresh):
    done = ctl(box, "doctor", "--json")
    assert done.returncode == 1 and not checks(done)["migrations"]["ok"]


def test_doctor_without_a_database(box, ready):
    box.stop(["db"])
    try:
        done = ctl(box, "doctor", "--json")
        assert done.returncode == 1 and not checks(done)["database"]["ok"]
        assert ctl(box, "migrate").returncode == 1
    finally:
        box.start()


# --- issue

@pytest.fixture
def badge(box, ready):
    """The public id of a published badge."""
    return World(box).a.first.badge.public_id


def spreadsheet(tmp_path, rows, head="Recipient name,Email"):
    path = tmp_path / "people.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def issue(box, badge, path, *args):
    return ctl(box, "issue", "--badge", badge, "--batch", "Spring 2026", "--csv", path, *args)


def test_issue(box, ready, badge, tmp_path):
    people = spreadsheet(tmp_path, [f"Person Nº {i},person{i}@school.example" for i in range(1, 4)])
    done = issue(box, badge, people, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0 and (told["issued"], told["skipped"], told["errors"], len(told["assertions"])) == (3, 0, 0, 3), done.stderr
    assert told["assertions"][0].startswith(box.base_url + "/assertions/")
    batch = ready.row("SELECT name, state, created_by, issued_count FROM batch WHERE public_id = %s", told["batch"])
    assert batch == {"name": "Spring 2026", "state": "issued", "created_by": -1, "issued_count": 3}
    assert ready.value("SELECT COUNT(*) AS n FROM assertion WHERE source = 1 AND created_by = -1") == 3
    assert ready.value("SELECT COUNT(*) AS n FROM job WHERE kind = 'batch.mail'") == 0, "mails only when asked for"
    again = issue(box, badge, people)
    assert again.returncode == 0 and again.stdout.startswith("0 issued, 3 skipped")


def test_issue_with_mail(box, ready, badge, tmp_path):
    assert issue(box, badge, spreadsheet(tmp_path, ["Ann,ann@school.example"]), "--mail").returncode == 0
    assert ready.value("SELECT COUNT(*) AS n FROM job WHERE kind = 'batch.mail'") == 1


def test_issue_stops_at_errors(box, ready, badge, tmp_path):
    people = spreadsheet(tmp_path, ["Ann,ann@school.example", "Ben,not an address", "Cy,cy@school.example"])
    before = ready.value("SELECT COUNT(*) AS n FROM assertion")
    done = issue(box, badge, people)
    assert done.returncode == 1 and "1 of 3 rows cannot be issued" in done.stderr and "/admin/batches/" in done.stderr
    assert ready.value("SELECT COUNT(*) AS n FROM assertion") == before
    done = issue(box, badge, people, "--skip-errors", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["issued"] == 2 and json.loads(done.stdout)["errors"] == 1


def test_issue_tells_at_most_a_thousand(box, ready, badge, tmp_path):
    done = issue(box, badge, spreadsheet(tmp_path, [f"P{i},p{i}@school.example" for i in range(2500)]), "--json")
    told = json.loads(done.stdout)
    assert told["issued"] == 2500 and len(told["assertions"]) == len(set(told["assertions"])) == 1000


def test_issue_called_wrongly(box, ready, badge, tmp_path):
    people = spreadsheet(tmp_path, ["Ann,ann@school.example"])
    assert ctl(box, "issue", "--badge", badge, "--csv", people).returncode == 2
    assert "no badge with the id" in issue(box, "0" * 26, people).stderr
    assert issue(box, badge, tmp_path / "nothing.csv").returncode == 1
    assert ready.value("SELECT COUNT(*) AS n FROM batch WHERE name = 'Spring 2026'") == 0, "nothing is left behind"
    odd = spreadsheet(tmp_path, ["1,2"], head="foo,bar")
    done = issue(box, badge, odd)
    assert done.returncode == 1 and "/admin/batches/" in done.stderr
