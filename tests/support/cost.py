"""What a server spent: processor time and memory, which do not depend on what else the machine is doing, as the time on the wall does."""
import os, pathlib, time

from dev_process import family


def httpd(instance):
    """The ids of its processes."""
    return family("apache2", instance.real / "conf/httpd.conf")


def sanitised(instance):
    """Whether it runs under AddressSanitizer, which spends several times as much, and gives memory back late: freed memory is kept to find late uses of it."""
    return instance.build.name == "asan"


def cpu(instance):
    """Seconds of all its processes, and of helpers that have ended."""
    ticks = 0
    for pid in httpd(instance):
        ticks += sum(map(int, pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def rss_kb(instance):
    """Resident, of all its processes."""
    return sum(resident_kb(pid) for pid in httpd(instance))


def resident_kb(pid):
    return int(pathlib.Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0])


def quickest(attempt, enough, attempts=5):
    """The least number of seconds that attempt() took, for promises in seconds: a machine that is busy is late now and then, a server that is too slow
    always. Tries again only while it was more than enough."""
    best = None
    for _ in range(attempts):
        began = time.monotonic()
        attempt()
        took = time.monotonic() - began
        best = took if best is None else min(best, took)
        if best < enough:
            break
    return best
