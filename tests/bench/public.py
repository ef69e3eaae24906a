"""Public addresses against static files: requests a second of one by those of the other, in turns, from the same httpd."""
import http.client, json, random, subprocess

import data
from kit import BENCH, AccessLog, BenchError, cpu_seconds, family, instance, median, say, thousands

AWARDS, HOT, SPARE = 1_000_000, 5_000, 2_000
SIZES = (AWARDS,)
ROUNDS, SECONDS, WARM_UP, CONNECTIONS = 5, 4, 2, 16
PLAIN = 400              # addresses that are looked at to know how large a static file has to be
PREFIX = "/badges"
LD_JSON = "application/ld+json"
HTML = "text/html"
VC = "application/vc+ld+json"


def fill(made, db):
    say(f"  makes {thousands(AWARDS)} awards (once; they are kept in {made.var})")
    organisation, _ = data.organisations(made, db)
    first, issuer_version = data.badges(db, organisation, 200)
    with data.without_keys(db, "assertion"):
        data.awards(db, AWARDS, first, 200, issuer_version, organisation, "award", 1000)
    data.count_awards(db)


class Bench:
    """The instance, its awards in random order, and files of addresses for wrk."""

    def __init__(self, made, db):
        self.made, self.db, self.log, self.at = made, db, AccessLog(made), 0
        found = [row["public_id"] for row in db.rows("SELECT public_id FROM assertion WHERE state = 0")]
        random.Random(1).shuffle(found)
        self.ids, self.spare = found[:-SPARE], found[-SPARE:]
        if len(set(found)) < AWARDS * 0.95:
            raise BenchError(f"there are only {len(set(found))} awards")
        # In memory before anything is measured: the rows, and the way to them.
        db.value("SELECT SUM(LENGTH(recipient_identity)) FROM assertion FORCE INDEX (PRIMARY)")
        db.value("SELECT COUNT(*) FROM assertion FORCE INDEX (public_id) WHERE public_id >= ''")

    def file(self, name, lines):
        path = self.made.real / "tmp" / name
        path.write_text("".join(line + "\n" for line in lines))
        return path

    def get(self, line, accept):
        path, _, etag = line.partition("\t")
        con = http.client.HTTPConnection("127.0.0.1", self.made.port, timeout=10)
        try:
            con.request("GET", path, headers={"Accept": accept, **({"If-None-Match": etag} if etag else {})})
            answer = con.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            con.close()

    def cpu(self):
        """Seconds of processor that each part has used so far."""
        pids = {"httpd": family("apache2", self.made.real / "conf/httpd.conf"), "db": [self.made.pid("db")]}
        return {part: sum(cpu_seconds(pid) for pid in found) for part, found in pids.items()}

    def wrk(self, file, start, accept, seconds):
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "5s", "-s", BENCH / "requests.lua",
                   f"http://127.0.0.1:{self.made.port}", "--", file, start, accept]
        done = subprocess.run([str(a) for a in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        found = [json.loads(line[5:]) for line in done.stdout.splitlines() if line.startswith("JSON ")]
        if done.returncode or len(found) != 1:
            raise BenchError(f"wrk failed: {done.stdout}")
        return found[0]


class Side:
    """One of the two that are compared. lines: of the file for wrk. once: each line is asked at most once in a measurement.
    looks(line, status, headers, body): raises BenchError when an answer is not what it should be."""

    def __init__(self, bench, name, lines, samples, accept, status, looks, once=False):
        self.bench, self.name, self.samples, self.accept, self.status, self.looks, self.once = bench, name, samples, accept, status, looks, once
        self.count, self.at, self.rates = len(lines), 0, []
        self.file = bench.file(name, lines)

    def check(self):
        if not self.samples:
            raise BenchError(f"{self.name}: there is nothing to look at")
        for line in self.samples:
            status, headers, body = self.bench.get(line, self.accept)
            if status != self.status:
                raise BenchError(f"{self.name}: {line} answers {status} instead of {self.status}: {body[:300]!r}")
            self.looks(line, headers, body)

    def run(self, seconds):
        """Requests a second; all of them must have had the status that is wanted, and about the size of the samples."""
        self.bench.log.clear()
        before = self.bench.cpu()
        result = self.bench.wrk(self.file, self.at, self.accept, seconds)
        after = self.bench.cpu()
        paths, n = set(), 0
        for status, path, size, micros in self.bench.log.lines():
            n += 1
            if status != self.status:
                raise BenchError(f"{self.name}: {path} answered {status} instead of {self.status} while it was measured")
            if self.once:
                paths.add(path)
        self.at += n
        if result["errors"] or result["requests"] < 100 or n < result["requests"]:
            raise BenchError(f"{self.name}: wrk says {result}; the access log has {n} requests")
        if self.once and (len(paths) != n or self.at > self.count):
            raise BenchError(f"{self.name}: {n} requests to {len(paths)} addresses, {self.at} of {self.count} in all: not each one once")
        if not self.once:
            self.at = 0
        result["cpu_us"] = {part: round((after[part] - before[part]) * 1e6 / n, 1) for part in before}
        return result["requests"] / result["seconds"], result


def compare(ours, plain):
    """Warms both up, then runs them in turns. The median of the rounds' ratios, and what is behind it."""
    ours.check(), plain.check()
    ours.run(WARM_UP), plain.run(WARM_UP)
    rounds = []
    for i in range(ROUNDS):
        (a, more), (b, more_plain) = ours.run(SECONDS), plain.run(SECONDS)
        rounds.append({"per_second": round(a), "static_per_second": round(b), "ratio": round(a / b, 4), "p50_ms": more["p50_ms"], "p99_ms": more["p99_ms"],
                       "static_p50_ms": more_plain["p50_ms"], "static_p99_ms": more_plain["p99_ms"]})
        say(f"  {ours.name} {i + 1}/{ROUNDS}: {thousands(a)} a second, static {thousands(b)}, ratio {a / b:.3f}")
    ours.check(), plain.check()
    detail = {key: median([r[key] for r in rounds]) for key in rounds[0]}
    return median([r["ratio"] for r in rounds]), {**detail, "connections": CONNECTIONS, "seconds": SECONDS, "rounds": [r["ratio"] for r in rounds]}


# --- what answers must look like

def is_document(line, headers, body):
    doc = json.loads(body)
    wanted = {"type": "Assertion", "@context": "https://w3id.org/openbadges/v2"}
    if {k: doc.get(k) for k in wanted} != wanted or not doc["id"].endswith(line) or not doc["recipient"]["identity"].startswith("sha256$") or "issuedOn" not in doc:
        raise BenchError(f"{line} is not its Open Badges document: {body[:300]!r}")
    if headers.get_content_type() != LD_JSON or not headers["ETag"] or int(headers["Content-Length"]) != len(body):
        raise BenchError(f"{line} has other headers: {headers.items()}")


def is_credential(line, headers, body):
    doc = json.loads(body)
    if "OpenBadgeCredential" not in doc["type"] or not doc["id"].endswith(line) or not doc["proof"][0]["proofValue"].startswith("z"):
        raise BenchError(f"{line} is not its credential: {body[:300]!r}")
    if headers.get_content_type() != VC or not headers["ETag"] or int(headers["Content-Length"]) != len(body):
        raise BenchError(f"{line} has other headers: {headers.items()}")


def is_page(line, headers, body):
    if headers.get_content_type() != HTML or not body.rstrip().endswith(b"</html>") or line.rsplit("/", 1)[1].encode() not in body or b"awarded to" not in body:
        raise BenchError(f"{line} is not the page of its award: {body[:300]!r}")


def is_not_modified(line, headers, body):
    if body or headers["ETag"] != line.partition("\t")[2]:
        raise BenchError(f"{line}: a 304 with {len(body)} bytes and ETag {headers['ETag']}")


def is_file(content):
    def looks(line, headers, body):
        if body != content or not headers["ETag"] or not headers["Last-Modified"]:
            raise BenchError(f"{line} is not the static file: {headers.items()} {body[:100]!r}")
    return looks


# --- the sides

def path_of(award):
    return f"{PREFIX}/assertions/{award}"


def plain_file(bench, name, accept):
    """A static file of the size that these answers have on average, made of one of them."""
    answers = [bench.get(path_of(i), accept) for i in bench.spare[:PLAIN]]
    size = sum(len(body) for _, _, body in answers) // PLAIN
    content = min((body for _, _, body in answers), key=lambda body: abs(len(body) - size))[:size].ljust(size)
    folder = bench.made.real / "www/plain"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return f"/plain/{name}", content


def cold(bench, name, accept, looks, file):
    path, content = plain_file(bench, file, accept)
    ours = Side(bench, name, [path_of(i) for i in bench.ids], [path_of(i) for i in bench.spare[-20:]], accept, 200, looks, once=True)
    return ours, Side(bench, name + "-static", [path] * HOT, [path], accept, 200, is_file(content)), len(content)


def measure_cold(bench, name, accept, looks, file):
    ours, plain, size = cold(bench, name, accept, looks, file)
    ratio, detail = compare(ours, plain)
    return ratio, {**detail, "bytes": size}


def assertion_cold(bench):
    return measure_cold(bench, "assertion_cold", LD_JSON, is_document, "award.json")


def page_cold(bench):
    return measure_cold(bench, "page_cold", HTML, is_page, "award.html")


def assertion_hot(bench):
    path, content = plain_file(bench, "award.json", LD_JSON)
    hot = [path_of(i) for i in bench.ids[-HOT:]]
    ours = Side(bench, "assertion_hot", hot, hot[::250], LD_JSON, 200, is_document)
    ratio, detail = compare(ours, Side(bench, "assertion_hot-static", [path] * HOT, [path], LD_JSON, 200, is_file(content)))
    return ratio, {**detail, "bytes": len(content)}


def assertion_304(bench):
    path, content = plain_file(bench, "award.json", LD_JSON)
    hot = [f"{path_of(i)}\t{bench.get(path_of(i), LD_JSON)[1]['ETag']}" for i in bench.ids[-HOT:]]
    plain = f"{path}\t{bench.get(path, LD_JSON)[1]['ETag']}"
    ours = Side(bench, "assertion_304", hot, hot[::250], LD_JSON, 304, is_not_modified)
    return compare(ours, Side(bench, "assertion_304-static", [plain] * HOT, [plain], LD_JSON, 304, is_not_modified))


def ob3_vs_ob2(bench):
    """Both from the database, each award once for each, from the two ends."""
    three = [path_of(i) for i in bench.ids]
    two = three[::-1]
    samples = [path_of(i) for i in bench.spare[-20:]]
    ratio, detail = compare(Side(bench, "ob3_vs_ob2", three, samples, VC, 200, is_credential, once=True),
                            Side(bench, "ob3_vs_ob2-static", two, samples, LD_JSON, 200, is_document, once=True))
    return ratio, {key.replace("static", "ob2"): value for key, value in detail.items()}


FIGURES = {"assertion_cold": assertion_cold, "assertion_hot": assertion_hot, "assertion_304": assertion_304, "page_cold": page_cold, "ob3_vs_ob2": ob3_vs_ob2}


def run(names):
    """Yields (name, figure, detail) for each of these names."""
    with instance("public", fill, SIZES, mount=PREFIX, buffer_pool="3G") as (made, db):
        bench = Bench(made, db)
        for name in names:
            yield name, *FIGURES[name](bench)
