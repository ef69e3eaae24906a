#!/usr/bin/python3
"""A mail server that delivers nothing: each mail becomes DIR/<time>-<n>.eml, byte for byte as it came, with the envelope beside it in
<time>-<n>.json ({"from", "to", "received"}). Used by `make run` and by the tests.

    mail-server.py --dir DIR --port PORT --port-file FILE

PORT 0 takes a free port; FILE gets the port once mail is accepted. DIR/control.json, read anew for each recipient and each mail, makes
it behave badly on purpose: {"rules": [{...}, ...]}, of which the first that fits counts. A rule may hold

    "to"         a pattern of addresses, as in a shell ("*@slow.example"); without it, all
    "rcpt"       the answer to RCPT TO, such as "550 5.1.1 no such person"
    "data"       the answer after the mail's text, such as "450 4.2.0 try again later"; the mail is not kept
    "delay"      seconds to wait before answering
    "drop"       true: keep the mail, then cut the connection without an answer
    "times"      how often the rule holds before it is used up
"""
import argparse, asyncio, datetime, fnmatch, json, os, pathlib, signal, time

from aiosmtpd.smtp import SMTP

SIZE_LIMIT = 32 * 1024 * 1024


class Control:
    """The rules of control.json, and how often each was used since the file last changed."""

    def __init__(self, path):
        self.path, self.stamp, self.rules, self.used = path, None, [], {}

    def rule_for(self, addresses, moment):
        """The first rule that says something about this moment ("rcpt" or "data") for one of these addresses, or {}."""
        self._read()
        for n, rule in enumerate(self.rules):
            speaks = "rcpt" in rule if moment == "rcpt" else any(k in rule for k in ("data", "delay", "drop"))
            if not speaks or not any(fnmatch.fnmatch(a.lower(), rule.get("to", "*").lower()) for a in addresses):
                continue
            if self.used.get(n, 0) >= rule.get("times", float("inf")):
                continue
            self.used[n] = self.used.get(n, 0) + 1
            return rule
        return {}

    def _read(self):
        try:
            st = self.path.stat()
            stamp = (st.st_mtime_ns, st.st_ino, st.st_size)
            if stamp != self.stamp:
                self.rules, self.used, self.stamp = json.loads(self.path.read_text())["rules"], {}, stamp
        except FileNotFoundError:
            self.rules, self.used, self.stamp = [], {}, None


class Keeper:
    """aiosmtpd's handler: asks the rules, keeps the mail."""

    def __init__(self, folder):
        self.folder, self.control, self.count = folder, Control(folder / "control.json"), 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        rule = self.control.rule_for([address], "rcpt")
        if "rcpt" in rule:
            return rule["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        rule = self.control.rule_for(envelope.rcpt_tos, "data")
        if "delay" in rule:
            await asyncio.sleep(rule["delay"])
        if "data" in rule:
            return rule["data"]
        self.keep(envelope)
        if rule.get("drop"):
            server.transport.abort()
        return "250 OK"

    def keep(self, envelope):
        self.count += 1
        name = f"{time.time_ns()}-{self.count}"
        received = datetime.datetime.now(datetime.timezone.utc).isoformat()
        self.write(name + ".json", json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "received": received}).encode())
        self.write(name + ".eml", envelope.original_content)

    def write(self, name, data):
        part = self.folder / (name + ".part")
        part.write_bytes(data)
        part.rename(self.folder / name)


async def serve(args):
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for sig in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sig, stop.set)
    keeper = Keeper(args.dir)

    def session():
        return SMTP(keeper, data_size_limit=SIZE_LIMIT, enable_SMTPUTF8=True, hostname="mail.localhost", ident="mod_badges test mail", loop=loop)

    server = await loop.create_server(session, "127.0.0.1", args.port, backlog=512)
    part = args.port_file.with_suffix(".part")
    part.write_text(f"{server.sockets[0].getsockname()[1]}\n")
    os.replace(part, args.port_file)
    await stop.wait()
    server.close()


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--dir", type=pathlib.Path, required=True)
    ap.add_argument("--port", type=int, default=0)
    ap.add_argument("--port-file", type=pathlib.Path, required=True)
    asyncio.run(serve(ap.parse_args()))
