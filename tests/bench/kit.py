"""What the figures share: instances that are kept between runs, words on the screen, and medians."""
import contextlib, hashlib, inspect, json, os, pathlib, re, statistics, sys, time

BENCH = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(BENCH.parent))
from support.db import Database                                        # noqa: E402
from support.instance import BUILD, ROOT, InstanceError                # noqa: E402
from dev_instance import Instance                                      # noqa: E402
from dev_process import family                                         # noqa: E402,F401

VAR = pathlib.Path(os.environ.get("VAR") or ROOT / "var")
ADMIN = {"email": "bench@northgate.example", "name": "Robin Marlowe", "password": "correct horse battery staple"}


class BenchError(Exception):
    """A figure that cannot be had: what was seen, and what should have been."""


def say(text):
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


def median(values):
    return statistics.median(values)


def percentile(values, p):
    """The smallest value that at least p percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * p // 100) - 1)]


def cpu_seconds(pid):
    """What a process has used of the processors so far, the kernel's work for it included."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def thousands(n):
    """A whole number as it is read: 12 345."""
    return f"{round(n):,}".replace(",", " ")


def made_of(fill, sizes):
    """What data depend on: the programs that make them, and how many. A database that was kept is brought to today's schema when it starts, as anybody's is."""
    return hashlib.sha256(inspect.getsource(fill).encode() + repr(sizes).encode() + (BENCH / "data.py").read_bytes()).hexdigest()


def is_made(name, fill, sizes):
    with contextlib.suppress(FileNotFoundError):
        return (VAR / "bench" / name / "bench-made-of").read_text() == made_of(fill, sizes)
    return False


@contextlib.contextmanager
def instance(name, fill, sizes, **settings):
    """The instance VAR/bench/name, started, with data made by fill(instance, db) the first time, and again when what they depend on has changed.
    sizes: the numbers that fill goes by. Stopped at the end; the data stay."""
    var = VAR / "bench" / name
    var.parent.mkdir(parents=True, exist_ok=True)
    made = Instance(var, build=BUILD, **settings)
    if not is_made(name, fill, sizes):
        made.reset()
        made = Instance(var, build=BUILD, **settings)
    try:
        made.start()
        with Database(made) as db:
            if not is_made(name, fill, sizes):
                fill(made, db)
                made.write("bench-made-of", made_of(fill, sizes))
            yield made, db
    finally:
        made.stop()


def create_admin(made):
    made.ctl("create-admin", "--email", ADMIN["email"], "--name", ADMIN["name"], "--password-stdin", input=ADMIN["password"] + "\n")


class AccessLog:
    """The lines that httpd writes while one looks: (status, path, bytes sent, microseconds)."""

    LINE = re.compile(rb'"[A-Z]+ (\S+) HTTP/1\.[01]" (\d{3}) (\d+|-) (\d+)$')

    def __init__(self, made):
        self.path = made.real / "logs/access_log"

    def clear(self):
        with open(self.path, "r+b") as f:        # httpd appends, so an emptied file is fine
            f.truncate(0)

    def lines(self):
        with open(self.path, "rb") as f:
            for line in f:
                found = self.LINE.search(line.rstrip())
                if not found:
                    raise BenchError(f"the access log has a line of another kind: {line!r}")
                path, status, size, micros = found.groups()
                yield int(status), path.decode(), int(size) if size != b"-" else 0, int(micros)


def save(results, details):
    """Adds these to VAR/bench.json; what other figures said stays."""
    path = VAR / "bench.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    detail = {**known.pop("detail", {}), **details}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name("bench.json.part")
    part.write_text(json.dumps({**known, **results, "detail": detail}, indent=1) + "\n")
    part.rename(path)
