#!/usr/bin/python3
"""Fills a started instance with a small organisation, once, and says where to look: the end of `make run`. Afterwards VAR/demo.json holds

    {"base_url", "login": {"email", "password"}, "organisation", "issuer", "badge_class", "assertions": [addresses]}

It works as a person would, through the pages, and with badgesctl where that has a verb."""
import argparse, json, os, pathlib, secrets, sys

from dev_instance import ROOT, Instance
from dev_process import InstanceError

sys.path.insert(0, str(ROOT / "tests"))
from support.client import Client                                      # noqa: E402

ORGANISATION = "Northgate College"
ADMIN = {"email": "robin.marlowe@northgate.example", "name": "Robin Marlowe"}


class Demo:
    def __init__(self, instance):
        self.instance, self.file = instance, instance.real / "demo.json"
        self.state = json.loads(self.file.read_text()) if self.file.exists() else {}

    def make(self):
        """Does what is not yet done; each step remembers itself, so that an interrupted run goes on where it stood."""
        if "login" not in self.state:
            self.create_admin()
        self.state["base_url"] = self.instance.base_url
        self.remember()

    def create_admin(self):
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        self.instance.ctl("create-admin", "--email", ADMIN["email"], "--name", ADMIN["name"], "--password-stdin", input=password + "\n")
        self.state["login"] = {"email": ADMIN["email"], "password": password}
        self.remember()

    def sign_in(self):
        client = Client(self.instance.base_url)
        answer = client.login(**self.state["login"])
        if answer.status != 200 or not client.cookies:
            raise InstanceError(f"The demo could not sign in: {answer.status} {answer.words()}")
        return client

    def remember(self):
        self.instance.write("demo.json", json.dumps(self.state, indent=1, ensure_ascii=False) + "\n", 0o600)

    def tell(self):
        login, awards = self.state["login"], self.state.get("assertions", [])
        print(f"\nmod_badges is running.\n\n  Open      {self.state['base_url']}/\n  Sign in   {login['email']}\n  Password  {login['password']}")
        if awards:
            print(f"  An award  {awards[0]}")
        print(f"\nThe same is in {self.instance.var}/demo.json. `make stop` ends it, `make run` starts it again, `make reset` forgets all.")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--quiet", action="store_true", help="say nothing when all went well")
    args = ap.parse_args()
    demo = Demo(Instance(pathlib.Path(os.environ.get("VAR") or ROOT / "var")))
    demo.make()
    if not args.quiet:
        demo.tell()


if __name__ == "__main__":
    try:
        main()
    except (InstanceError, AssertionError) as e:
        sys.exit(f"The demo organisation could not be made. {e}")
