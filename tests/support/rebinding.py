"""Run as a program in network and mount namespaces of its own: a name server whose answers change, a web server inside, and badgesctl verify.

    rebinding.py BADGESCTL ANSWER...     each answer: addresses joined by "+", the last one stays

Prints {"verdict", "looked up": how often an IPv4 address was asked for, "asked": paths that the server inside was asked for}."""
import fcntl, json, pathlib, socket, struct, subprocess, sys, tempfile, threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.badges_abroad import Badges20      # noqa: E402
from support.foreign import Foreign             # noqa: E402

UP, SIOCSIFFLAGS, A = 0x1, 0x8914, 1


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", UP))


class Names(threading.Thread):
    """DNS for every name: A records in turn, with no time to live."""

    def __init__(self, answers):
        super().__init__(daemon=True)
        self.answers, self.asked = [a.split("+") for a in answers], 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        self.start()

    def run(self):
        while True:
            query, peer = self.socket.recvfrom(512)
            end = query.index(b"\0", 12) + 5
            records = b""
            count = 0
            if struct.unpack(">H", query[end - 4:end - 2])[0] == A:
                for address in self.answers[min(self.asked, len(self.answers) - 1)]:
                    records += b"\xc0\x0c" + struct.pack(">HHIH", A, 1, 0, 4) + socket.inet_aton(address)
                    count += 1
                self.asked += 1
            self.socket.sendto(query[:2] + b"\x81\x80" + b"\0\1" + struct.pack(">HHH", count, 0, 0) + query[12:end] + records, peer)


def main(badgesctl, *answers):
    loopback_up()
    names, inside = Names(answers), Foreign()
    Badges20(inside, "/in").publish()
    with tempfile.TemporaryDirectory() as folder:
        resolver = pathlib.Path(folder) / "resolv.conf"
        resolver.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        subprocess.run(["mount", "--bind", str(resolver), "/etc/resolv.conf"], check=True)
        done = subprocess.run([badgesctl, "verify", f"http://turns.example.org:{inside.port}/in/assertion", "--json"], cwd=folder, stdout=subprocess.PIPE, text=True)
        subprocess.run(["umount", "/etc/resolv.conf"], check=True)
    print(json.dumps({"verdict": json.loads(done.stdout), "looked up": names.asked, "asked": inside.asked}))


main(*sys.argv[1:])
