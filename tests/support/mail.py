"""The mails that the instance sent, and a mail server that misbehaves when asked to."""
import email, email.policy, json

from .wait import wait_for


class Mail:
    """One mail: raw (bytes as they came), message (parsed), to and sender (the envelope)."""

    def __init__(self, path):
        envelope = json.loads(path.with_suffix(".json").read_text())
        self.raw = path.read_bytes()
        self.message = email.message_from_bytes(self.raw, policy=email.policy.default)
        self.to, self.sender, self.subject = envelope["to"], envelope["from"], str(self.message["Subject"])

    def body(self, kind="plain"):
        part = self.message.get_body((kind,))
        return part.get_content() if part else None


class Mailbox:
    def __init__(self, instance):
        self.folder = instance.real / "mail"

    def all(self, to=None):
        """In the order of arrival; to one address, or all."""
        found = [Mail(p) for p in sorted(self.folder.glob("*.eml"), key=lambda p: [int(n) for n in p.stem.split("-")])]
        return [m for m in found if to is None or to in m.to]

    def wait(self, to, count=1, seconds=30):
        """The mails to this address, once there are so many."""
        return wait_for(lambda: (m := self.all(to)) and len(m) >= count and m, seconds, f"{count} mail(s) to {to}")

    def clear(self):
        for path in self.folder.glob("*.eml"):
            path.unlink()
            path.with_suffix(".json").unlink(missing_ok=True)

    def misbehave(self, *rules):
        """Sets the rules of scripts/mail-server.py; without any, the server behaves again."""
        control = self.folder / "control.json"
        if rules:
            part = control.with_suffix(".part")
            part.write_text(json.dumps({"rules": rules}))
            part.chmod(0o644)
            part.rename(control)
        else:
            control.unlink(missing_ok=True)
