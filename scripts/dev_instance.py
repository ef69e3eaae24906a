#!/usr/bin/python3
"""A private instance: MariaDB, a mail server and httpd with mod_badges, all below one folder and apart from the system's own services.

    dev-instance VERB [options]

    start    start what is not running (making the database the first time), and httpd anew if its program or settings changed
    stop     end all of it; the data stay
    status   say what runs
    reset    stop, and remove the folder with all data
    restart  httpd anew;  graceful  the same, finishing open requests
    with     run a command beside an instance made for it alone, and remove that afterwards: dev-instance with --only db -- COMMAND...
             (the command gets VAR, MYSQL_HOME and, where there is an httpd, BASE_URL in its environment)

As root, MariaDB runs as mysql and httpd's children and the mail server as www-data. Where these may not enter the folder (one below
/root, say), the files are kept in /var/tmp and the folder becomes a link to them. `make run` and the tests use the same class.
"""
import argparse, contextlib, fcntl, hashlib, http.client, json, os, pathlib, random, re, secrets, shutil, signal, socket, subprocess, sys, tempfile

from dev_process import InstanceError, account, end, family, may_enter, running, spawn, tail, wait_until

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODULES = pathlib.Path("/usr/lib/apache2/modules")
SOCKET_PATH_MAX = 107
AS_ROOT = os.geteuid() == 0
PARTS = ("db", "mail", "httpd")


class Instance:
    """One instance below var. What is set here is remembered in var/instance.json, so that later calls need only var.

    port       httpd's, on 127.0.0.1; 0 takes a free one
    build      the folder of mod_badges.so, badgesctl and badges-render
    mount      the path at which the module answers
    base_url   what the outside calls it, where a proxy stands before it; else http://127.0.0.1:PORT and the mount
    extra      lines for the end of httpd.conf
    db_options lines for the [mariadbd] section
    env        more environment for httpd
    parts      which of db, mail, httpd to run
    module     False leaves mod_badges out"""

    DEFAULTS = {"port": 0, "build": str(ROOT / "build"), "mount": "/", "base_url": None, "extra": [], "db_options": [], "env": {},
                "buffer_pool": "256M", "parts": list(PARTS), "module": True, "smtp_port": 0, "automatic_port": False}

    def __init__(self, var, **settings):
        self.var = pathlib.Path(os.path.abspath(var))
        self.set = dict(self.DEFAULTS)
        with contextlib.suppress(FileNotFoundError):
            self.set.update(json.loads((self.var / "instance.json").read_text()))
        if settings.get("port"):
            self.set["automatic_port"] = False
        self.set.update({k: v for k, v in settings.items() if v is not None and (k, v) != ("port", 0)})
        self.set["build"] = os.path.abspath(self.set["build"])
        self.db_user = account("mysql") if AS_ROOT else None
        self.web_user = account("www-data", "nobody") if AS_ROOT else None

    # --- where things are

    @property
    def real(self):
        """Where the files truly are, as the servers' accounts can reach them."""
        return self.var.resolve()

    @property
    def port(self):
        return self.set["port"]

    @property
    def smtp_port(self):
        return self.set["smtp_port"]

    @property
    def base_url(self):
        return (self.set["base_url"] or f"http://127.0.0.1:{self.port}{self.set['mount']}").rstrip("/")

    @property
    def db_socket(self):
        return self.real / "db/mysql.sock"

    @property
    def build(self):
        return pathlib.Path(self.set["build"])

    def environment(self):
        """What httpd and badgesctl are started with: nothing of the caller's but what is named here. A build in a folder "asan" gets the
        sanitiser's runtime, which has to come first, and leaves its findings as tmp/asan.PID."""
        env = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C", "HOME": str(self.real / "run"),
               "MYSQL_HOME": str(self.real / "db")}
        if self.build.name == "asan":
            runtime = subprocess.run(["gcc", "-print-file-name=libasan.so"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
            env |= {"LD_PRELOAD": runtime, "ASAN_OPTIONS": f"detect_leaks=0:log_path={self.real}/tmp/asan", "UBSAN_OPTIONS": "print_stacktrace=1"}
        return {**env, **self.set["env"]}

    def pid(self, part):
        file, marker = {"db": ("db/mariadb.pid", "db/server.cnf"), "mail": ("run/mail.pid", "run/mail-server.py"),
                        "httpd": ("run/httpd.pid", "conf/httpd.conf")}[part]
        return running(self.real / file, self.real / marker)

    # --- verbs

    def start(self):
        os.umask(0o022)
        self.lay()
        with self.locked():
            if not self.port:
                self.set |= {"automatic_port": True, "port": free_port()}
            if "db" in self.set["parts"]:
                self.start_db()
                self.migrate()
            if "mail" in self.set["parts"]:
                self.start_mail()
            if "httpd" in self.set["parts"]:
                self.start_httpd()
            self.remember()
        return self

    def stop(self, parts=PARTS):
        if not (self.var / "instance.json").exists():
            return self
        with self.locked():
            for part in reversed([p for p in PARTS if p in parts]):
                if pid := self.pid(part):
                    end(pid, seconds=60)
                if part == "httpd":
                    self.clear_httpd()
        return self

    def reset(self):
        if not (self.var / "instance.json").exists():
            if self.var.is_dir() and any(self.var.iterdir()):
                raise InstanceError(f"{self.var} holds something, but not an instance of ours; it is left alone.")
            return
        self.stop()
        real = self.real
        shutil.rmtree(real)
        if self.var.is_symlink():
            self.var.unlink()

    def restart_httpd(self):
        self.stop(["httpd"])
        return self.start()

    def graceful(self):
        pid = self.pid("httpd")
        if not pid:
            raise InstanceError("httpd is not running.")
        os.kill(pid, signal.SIGUSR1)

    def kill(self, part, sig=signal.SIGKILL):
        """For tests of what survives: a signal to mariadbd, the mail server, or httpd with all its children; returns when a SIGKILL has worked."""
        for pid in family("apache2", self.real / "conf/httpd.conf") if part == "httpd" else [self.pid(part)]:
            if sig == signal.SIGKILL:
                end(pid, seconds=None, first=sig)
            else:
                os.kill(pid, sig)

    # --- the folder

    def lay(self):
        """Makes the folder and what lies in it, once; later only what is missing."""
        if not self.var.exists():
            self.var.parent.mkdir(parents=True, exist_ok=True)
            self.place()
        elif not (self.var / "instance.json").exists() and not self.suits(self.var):
            raise InstanceError(f"The servers' accounts may not enter {self.var}, which is there already. Remove it, or choose another folder: VAR=/path")
        if not self.suits(self.real):
            raise InstanceError(f"{self.real} cannot hold an instance: its path is too long, or the servers' accounts may not enter it. "
                                "Choose another folder: VAR=/path")
        for name, who, mode in (("db", self.db_user, 0o755), ("db/tmp", self.db_user, 0o700), ("mail", self.web_user, 0o755),
                                ("tmp", self.web_user, 0o700), ("run", None, 0o755), ("logs", None, 0o755), ("conf", None, 0o755), ("www", None, 0o755)):
            folder = self.real / name
            if not folder.is_dir():
                folder.mkdir(mode=mode)
                folder.chmod(mode)
                if who:
                    os.chown(folder, who.pw_uid, who.pw_gid)
        with contextlib.suppress(FileExistsError):
            with os.fdopen(os.open(self.real / "conf/secret", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as f:
                f.write(secrets.token_bytes(32))
        self.remember()

    def place(self):
        """Makes var itself, or a link to a place that suits the servers."""
        self.var.mkdir(mode=0o755)
        self.var.chmod(0o755)
        if self.suits(self.var):
            return
        self.var.rmdir()
        name = "mod_badges-" + hashlib.sha256(bytes(self.var)).hexdigest()[:12]
        elsewhere = pathlib.Path("/var/tmp") / name
        try:
            elsewhere.mkdir(mode=0o755)
        except FileExistsError:
            found = elsewhere.lstat()
            if elsewhere.is_symlink() or found.st_uid != os.geteuid():
                raise InstanceError(f"{elsewhere} is in the way; remove it or choose another folder: VAR=/path") from None
        elsewhere.chmod(0o755)
        self.var.symlink_to(elsewhere)

    def suits(self, folder):
        if len(str(folder / "db/mysql.sock")) > SOCKET_PATH_MAX or re.search(r"[\s\"'#]", str(folder)):
            return False
        return not AS_ROOT or (may_enter(folder, self.db_user) and may_enter(folder, self.web_user))

    def remember(self):
        self.write("instance.json", json.dumps(self.set, indent=1) + "\n")

    @contextlib.contextmanager
    def locked(self):
        with open(self.real / "run/lock", "w") as f:
            fcntl.flock(f, fcntl.LOCK_EX)
            yield

    def write(self, name, text, mode=0o644, group=None):
        """Writes a file whole or not at all. Says whether that changed it."""
        path = self.real / name
        with contextlib.suppress(FileNotFoundError):
            if path.read_text() == text:
                return False
        part = path.with_name(path.name + ".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as f:
            f.write(text)
        part.chmod(mode)
        if group:
            os.chown(part, -1, group.pw_gid)
        part.rename(path)
        return True

    def fill(self, template, **values):
        def value(m):
            return str(values[m.group(1)])
        return re.sub(r"@([A-Z_]+)@", value, (ROOT / "conf/dev" / template).read_text())

    # --- the database

    def start_db(self):
        options = "\n".join(self.set["db_options"])
        changed = self.write("db/server.cnf", self.fill("server.cnf.in", VAR=self.real, BUFFER_POOL=self.set["buffer_pool"], OPTIONS=options))
        pid, made = self.pid("db"), (self.real / "db/ready").exists()
        if pid and made and not changed:
            return
        if pid:
            end(pid, seconds=60)
        server = ["/usr/sbin/mariadbd", f"--defaults-file={self.real}/db/server.cnf"]
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": str(self.real / "db")}
        first_words = None
        if not made:
            self.make_db(env)
            first_words = self.real / "db/first.sql"
            server.append(f"--init-file={first_words}")
        proc = spawn(server, env, self.real / "logs/mariadbd.out", self.db_user)
        logs = [self.real / "db/error.log", self.real / "logs/mariadbd.out"]
        wait_until(self.db_answers, proc.pid, 120, "The database", logs)
        if first_words:
            first_words.unlink()
            self.write("db/ready", "")

    def make_db(self, env):
        """A new datadir, and the words that MariaDB hears at its first start: the database, and an account each for the module and for tests."""
        shutil.rmtree(self.real / "db/data", ignore_errors=True)
        log = self.real / "logs/mariadb-install-db.log"
        # In a folder of its own: a server that starts sweeps the temporary tables of all others out of /tmp.
        proc = spawn(["/usr/bin/mariadb-install-db", "--no-defaults", f"--datadir={self.real}/db/data", f"--tmpdir={self.real}/db/tmp", "--skip-test-db",
                      "--auth-root-authentication-method=socket"], env, log, self.db_user)
        if proc.wait() != 0:
            raise InstanceError(f"The database could not be made:\n--- {log}\n{tail(log, 60)}")
        password, owner = secrets.token_hex(16), secrets.token_hex(16)
        self.write("db/my.cnf", self.fill("my.cnf.in", VAR=self.real, PASSWORD=password), 0o640, self.web_user)
        self.write("db/owner.json", json.dumps({"unix_socket": str(self.db_socket), "user": "owner", "password": owner, "database": "badges"}), 0o600)
        self.write("db/first.sql", "CREATE DATABASE IF NOT EXISTS badges CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;\n"
                   f"CREATE OR REPLACE USER badges@localhost IDENTIFIED BY '{password}';\nGRANT ALL ON badges.* TO badges@localhost;\n"
                   f"CREATE OR REPLACE USER owner@localhost IDENTIFIED BY '{owner}';\nGRANT ALL ON *.* TO owner@localhost;\n", 0o640, self.db_user)

    def db_answers(self):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(5)
            with contextlib.suppress(OSError):
                s.connect(str(self.db_socket))
                greeting = s.recv(5)
                return len(greeting) == 5 and greeting[4] == 10      # protocol 10, not an error packet
        return False

    def migrate(self):
        if self.set["module"]:
            self.ctl("migrate")

    def ctl(self, *args, **more):
        """Runs badgesctl with this instance's configuration and gives its output; InstanceError when it fails."""
        self.write_conf()
        if not (self.build / "badgesctl").exists():
            raise InstanceError(f"{self.build}/badgesctl is not built. Run make first.")
        done = subprocess.run([str(self.build / "badgesctl"), "--config", str(self.real / "conf/httpd.conf"), *map(str, args)], env=self.environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
        if done.returncode != 0:
            raise InstanceError(f"badgesctl {args[0]} failed:\n{done.stderr or done.stdout}")
        return done.stdout

    # --- mail

    def start_mail(self):
        if self.pid("mail"):
            return
        # The program is copied, so that the account it runs as can read it wherever the project lies.
        program, port_file = self.real / "run/mail-server.py", self.real / "mail/port"
        shutil.copyfile(ROOT / "scripts/mail-server.py", program)
        port_file.unlink(missing_ok=True)
        wanted = self.smtp_port if self.smtp_port and port_is_free(self.smtp_port) else 0
        log = self.real / "logs/mail.log"
        proc = spawn(["/usr/bin/python3", program, "--dir", self.real / "mail", "--port", wanted, "--port-file", port_file],
                     self.environment(), log, self.web_user)
        wait_until(port_file.exists, proc.pid, 30, "The mail server", [log])
        self.write("run/mail.pid", f"{proc.pid}\n")
        self.set["smtp_port"] = int(port_file.read_text())

    # --- httpd

    def start_httpd(self):
        pid = self.pid("httpd")
        if pid and self.read("run/httpd.made-of") == self.made_of():
            return
        if pid:
            end(pid, seconds=60)
        self.clear_httpd()
        for attempt in range(5):
            if not port_is_free(self.port) and self.set["automatic_port"]:
                self.set["port"] = free_port()
            elif not port_is_free(self.port):
                raise InstanceError(f"Port {self.port} is taken by another program. Choose another one: make run PORT={self.port + 1}")
            try:
                return self.launch_httpd()
            except InstanceError as e:
                if "in use" not in str(e) or not self.set["automatic_port"] or attempt == 4:
                    raise

    def clear_httpd(self):
        """After a parent that was killed: its children would keep the port, its pid file would be remarked upon."""
        for pid in family("apache2", self.real / "conf/httpd.conf"):
            end(pid, seconds=None, first=signal.SIGKILL)
        (self.real / "run/httpd.pid").unlink(missing_ok=True)

    def launch_httpd(self):
        made_of = self.made_of()
        log = self.real / "logs/error_log"
        command = ["/usr/sbin/apache2", "-f", self.real / "conf/httpd.conf", "-D", "FOREGROUND"]
        check = subprocess.run([*map(str, command[:3]), "-t"], env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if check.returncode != 0:
            raise InstanceError(f"httpd does not accept its configuration, {command[2]}:\n{check.stdout}")
        proc = spawn(command, self.environment(), self.real / "logs/httpd.out")
        wait_until(self.httpd_answers, proc.pid, 60, "httpd", [self.real / "logs/httpd.out", log])
        self.write("run/httpd.made-of", made_of)

    def httpd_answers(self):
        """True once /healthz says so (or, without the module, once anything answers)."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            con = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                con.request("GET", self.set["mount"].rstrip("/") + "/healthz")
                return con.getresponse().status == 200 or not self.set["module"]
            finally:
                con.close()
        return False

    def write_conf(self):
        program = self.program()
        values = {"VAR": self.real, "PORT": self.port, "BUILD": self.build, "PROGRAM": program, "BASE_URL": self.base_url,
                  "MOUNT": self.set["mount"], "SMTP_PORT": self.smtp_port, "MODULES": MODULES,
                  "USER": f"User {self.web_user.pw_name}\nGroup #{self.web_user.pw_gid}" if AS_ROOT else ""}
        badges = self.fill("badges.conf.in", **values) if self.set["module"] else ""
        self.write("conf/httpd.conf", self.fill("httpd.conf.in", **values, BADGES=badges, EXTRA="\n".join(self.set["extra"])))

    def program(self):
        """The folder with htdocs/ and badges-render that httpd's children use: links into the project, or copies where they could not follow these."""
        program = self.real / "program"
        program.mkdir(exist_ok=True)
        reachable = not AS_ROOT or may_enter(ROOT / "htdocs", self.web_user)
        for name, source in (("htdocs", ROOT / "htdocs"), ("badges-render", self.build / "badges-render"), ("locale", self.locale())):
            target = program / name
            if reachable:
                if not target.is_symlink() or os.readlink(target) != str(source):
                    remove(target)
                    target.symlink_to(source)
            elif source.exists():
                remove(target)
                shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
                subprocess.run(["chmod", "-R", "a+rX", target], check=True)
        return program

    def locale(self):
        """The folder of catalogues; BADGES_LOCALE names another (tests: `make pseudo`)."""
        return pathlib.Path(os.environ.get("BADGES_LOCALE") or self.build / "locale").resolve()

    def made_of(self):
        """A digest of everything that a running httpd has read once: when it differs, httpd is old."""
        self.write_conf()
        digest = hashlib.sha256((self.real / "conf/httpd.conf").read_bytes() + json.dumps(self.environment(), sort_keys=True).encode())
        for path in [self.build / "mod_badges.so", self.build / "badges-render", *sorted((ROOT / "htdocs").rglob("*")), *sorted(self.locale().glob("*.mo"))]:
            with contextlib.suppress(FileNotFoundError):
                st = path.stat()
                if path.is_file():
                    digest.update(f"{path} {st.st_mtime_ns} {st.st_size}\n".encode())
        return digest.hexdigest()

    def read(self, name):
        with contextlib.suppress(FileNotFoundError):
            return (self.real / name).read_text()
        return None


def remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def port_is_free(port):
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def free_port():
    """A port that nobody listens on, below those that the kernel gives to outgoing connections."""
    for port in random.sample(range(18000, 32000), 200):
        if port_is_free(port):
            return port
    raise InstanceError("There is no free port between 18000 and 32000.")


@contextlib.contextmanager
def temporary(**settings):
    """A started instance in a folder of its own, removed afterwards. KEEP_VAR=1 in the environment leaves the folder for a look."""
    parent = tempfile.mkdtemp(prefix="badges-", dir="/var/tmp")
    os.chmod(parent, 0o755)
    instance = Instance(os.path.join(parent, "var"), **settings)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))      # so that it is removed then, too
    try:
        yield instance.start()
    finally:
        instance.stop()
        if os.environ.get("KEEP_VAR"):
            print(f"kept: {instance.var}", file=sys.stderr)
        else:
            shutil.rmtree(parent, ignore_errors=True)


def run_with(args, command):
    with temporary(**settings_of(args)) as instance:
        env = {**os.environ, "VAR": str(instance.real), "MYSQL_HOME": str(instance.real / "db")}
        if "httpd" in instance.set["parts"]:
            env["BASE_URL"] = instance.base_url
        return subprocess.run(command, env=env).returncode


def settings_of(args):
    env = dict(e.split("=", 1) for e in args.env) or None
    parts = args.only.split(",") if args.only else None
    return {"port": args.port, "build": args.build, "mount": args.mount, "base_url": args.base_url, "extra": args.httpd or None,
            "db_options": args.db_option or None, "env": env, "parts": parts, "buffer_pool": args.buffer_pool,
            "module": False if args.without_module else None}


def main():
    ap = argparse.ArgumentParser(prog="dev-instance", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("verb", choices=["start", "stop", "status", "reset", "restart", "graceful", "with"])
    ap.add_argument("--var", default=os.environ.get("VAR") or str(ROOT / "var"), help="the folder (default: $VAR, or ./var)")
    ap.add_argument("--port", type=int, help="httpd's port; 0 for a free one")
    ap.add_argument("--build", help="the folder of the compiled programs (default: build)")
    ap.add_argument("--mount", help="the path at which the module answers (default: /)")
    ap.add_argument("--base-url", help="what the outside calls it")
    ap.add_argument("--only", help="which of db,mail,httpd")
    ap.add_argument("--without-module", action="store_true", help="httpd without mod_badges")
    ap.add_argument("--httpd", action="append", default=[], metavar="LINE", help="a line more for httpd.conf")
    ap.add_argument("--db-option", action="append", default=[], metavar="LINE", help="a line more for MariaDB")
    ap.add_argument("--buffer-pool", help="MariaDB's buffer pool (default: 256M)")
    ap.add_argument("--env", action="append", default=[], metavar="NAME=VALUE", help="more environment for httpd")
    split = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    args, command = ap.parse_args(sys.argv[1:split]), sys.argv[split + 1:]
    if (args.verb == "with") != bool(command):
        ap.error("`with`, and only that, needs a command after --")
    if args.verb == "with":
        return run_with(args, command)
    instance = Instance(args.var, **(settings_of(args) if args.verb in ("start", "restart") else {}))
    if args.verb == "status":
        for part in PARTS:
            pid = instance.pid(part)
            where = {"db": instance.db_socket, "mail": f"127.0.0.1:{instance.smtp_port}", "httpd": instance.base_url}[part]
            print(f"{part:6} {f'runs (pid {pid}), {where}' if pid else 'stopped'}")
        return 0 if all(instance.pid(p) for p in instance.set["parts"]) else 3
    {"start": instance.start, "stop": instance.stop, "reset": instance.reset, "restart": instance.restart_httpd,
     "graceful": instance.graceful}[args.verb]()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except InstanceError as e:
        sys.exit(str(e))
