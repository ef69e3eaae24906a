"""Starting, finding, watching and ending the processes of a private instance (see dev_instance.py)."""
import contextlib, os, pwd, select, signal, subprocess, time

STEP_MS = 20          # how often a condition is asked again while the process that should fulfil it lives


class InstanceError(Exception):
    """Something that the person at the keyboard has to know; its text is all they see."""


def tail(path, lines=20):
    with contextlib.suppress(FileNotFoundError):
        with open(path, errors="replace") as f:
            return "".join(f.readlines()[-lines:])
    return ""


def account(*names):
    """The first of these accounts that exists on this machine."""
    for name in names:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise InstanceError(f"This machine has none of the accounts {', '.join(names)}; install Debian's packages first (scripts/install-packages).")


def may_enter(folder, who):
    """Whether this account can reach and read a folder that may lie below others' private ones."""
    return subprocess.run(["test", "-r", folder, "-a", "-x", folder], user=who.pw_uid, group=who.pw_gid, extra_groups=[]).returncode == 0


def running(pid_file, marker):
    """The pid in the file, if that process lives and has marker in its command line; else None. (A number alone may by now be another's.)"""
    try:
        with open(pid_file) as f:
            pid = int(f.read())
        with open(f"/proc/{pid}/cmdline", "rb") as f:
            return pid if os.fsencode(str(marker)) in f.read() else None
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return None


def family(program, marker):
    """The pids of all processes of this program that have marker in their command line: a server's children too, orphans among them."""
    found = []
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            if entry.isdigit():
                with open(f"/proc/{entry}/cmdline", "rb") as f:
                    first, *rest = f.read().split(b"\0")
                if os.path.basename(first) == os.fsencode(program) and os.fsencode(str(marker)) in rest:
                    found.append(int(entry))
    return found


def spawn(argv, env, log, who=None):
    """Starts a program in a session of its own, its output appended to log; as who, if that is given."""
    as_who = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": os.getgrouplist(who.pw_name, who.pw_gid)} if who else {}
    with open(log, "ab") as out:
        return subprocess.Popen([str(a) for a in argv], env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                start_new_session=True, **as_who)


def wait_until(condition, pid, seconds, name, logs):
    """Asks condition() until it is true. The process's death or the deadline ends the wait with the logs' last lines."""
    deadline = time.monotonic() + seconds
    fd = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        while not condition():
            died = bool(poll.poll(STEP_MS))
            if died or time.monotonic() > deadline:
                why = "ended at once" if died else f"was not ready after {seconds} seconds"
                last = "".join(f"\n--- {log}\n{tail(log)}" for log in logs)
                raise InstanceError(f"{name} {why}. Its log says:{last}")
    finally:
        os.close(fd)


def end(pid, seconds, first=signal.SIGTERM):
    """Asks a process to end, and makes it after so many seconds. Returns when it is gone."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        for sig, patience in ((first, seconds), (signal.SIGKILL, None)):
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(fd, sig)
            if poll.poll(patience and patience * 1000):
                break
    finally:
        os.close(fd)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)
