"""A browser without a screen: requests, cookies, redirects, and forms filled in as a person would."""
import http.client, json, secrets, urllib.parse
from http.cookies import SimpleCookie

import lxml.html


class Response:
    """status, headers (http.client.HTTPMessage), body (bytes), url (the address that answered)."""

    def __init__(self, url, raw, method):
        self.url, self.method, self.status, self.headers = url, method, raw.status, raw.headers
        self.body = raw.read()

    @property
    def text(self):
        return self.body.decode(self.headers.get_content_charset() or "utf-8")

    def json(self):
        return json.loads(self.body)

    @property
    def doc(self):
        """The page as an lxml tree."""
        return lxml.html.document_fromstring(self.text, base_url=self.url)

    def words(self):
        """The page's visible text, spaces collapsed."""
        body = self.doc.body
        for hidden in body.xpath("//script|//style|//template"):
            hidden.drop_tree()
        return " ".join(body.text_content().split())

    def forms(self):
        return [Form(self, f) for f in self.doc.forms]

    def form(self, action=None, button=None):
        """The one form whose action ends so, or that has a button with these words."""
        found = [f for f in self.forms() if (action is None or urllib.parse.urlsplit(f.action).path.endswith(action))
                 and (button is None or button in f.buttons())]
        assert len(found) == 1, f"{len(found)} forms fit action={action!r} button={button!r} on {self.url}; there are {[(f.action, f.buttons()) for f in self.forms()]}"
        return found[0]

    def link(self, words):
        """The address behind the one link with these words."""
        found = {a.get("href") for a in self.doc.xpath("//a[@href]") if " ".join(a.text_content().split()) == words}
        assert len(found) == 1, f"{len(found)} links say {words!r} on {self.url}"
        return urllib.parse.urljoin(self.url, found.pop())

    def __repr__(self):
        return f"<{self.method} {self.url}: {self.status} {self.headers.get('Content-Type')}, {len(self.body)} bytes>"


class Form:
    """A form as the page gave it, hidden fields (and so the CSRF token) included."""

    def __init__(self, response, element):
        self.response, self.element = response, element
        self.action = urllib.parse.urljoin(response.url, element.get("action") or response.url)
        self.method = (element.get("method") or "GET").upper()
        self.multipart = element.get("enctype") == "multipart/form-data"

    def buttons(self):
        return [" ".join(b.text_content().split()) or b.get("value") for b in self.element.xpath(".//button|.//input[@type='submit']")]

    def values(self):
        """What a browser would send if nothing were typed: a list of (name, value)."""
        return list(self.element.form_values())

    def names(self):
        return [e.get("name") for e in self.element.xpath(".//*[@name]")]


class Client:
    """Keeps cookies and follows redirects (unless told not to), like a browser. base_url is the instance's."""

    MAX_REDIRECTS = 10

    def __init__(self, base_url):
        self.base_url, self.cookies = base_url, {}

    def get(self, address, **how):
        return self.request("GET", address, **how)

    def head(self, address, **how):
        return self.request("HEAD", address, **how)

    def post(self, address, data=None, **how):
        return self.request("POST", address, data=data, **how)

    def request(self, method, address, data=None, files=None, json_body=None, body=None, headers=None, follow=True):
        """data: a dict, or a list of (name, value). files: {name: (file name, bytes, content type)}. body: bytes sent as they are.
        address: absolute, or a path below the base address."""
        url = self.url(address)
        headers = {"Accept": "text/html,*/*;q=0.8", **(headers or {})}
        if files is not None:
            headers["Content-Type"], body = multipart(pairs(data), files)
        elif data is not None:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            body = urllib.parse.urlencode(pairs(data)).encode()
        elif json_body is not None:
            headers.setdefault("Content-Type", "application/json")
            body = json.dumps(json_body).encode()
        for _ in range(self.MAX_REDIRECTS):
            response = self._once(method, url, body, headers)
            if not follow or response.status not in (301, 302, 303, 307, 308) or "Location" not in response.headers:
                return response
            url = urllib.parse.urljoin(url, response.headers["Location"])
            assert url.startswith(self.origin()), f"sent away to {url}"
            if response.status in (301, 302, 303) and method != "HEAD":
                method, body = "GET", None
                headers = {k: v for k, v in headers.items() if k.lower() != "content-type"}
        raise AssertionError(f"more than {self.MAX_REDIRECTS} redirects, last to {url}")

    def submit(self, form, fields=None, files=None, button=None, **how):
        """Sends a form of a page with these fields changed ({name: value}, a list for several). button: the words of the one pressed."""
        fields = dict(fields or {})
        unknown = [n for n in (*fields, *(files or {})) if n not in form.names()]
        assert not unknown, f"the form has no field {unknown}, it has {sorted(set(filter(None, form.names())))}"
        values = [(n, v) for n, v in form.values() if n not in fields and n not in (files or {})] + pairs(fields)
        if button is not None:
            pressed = [b for b in form.element.xpath(".//button|.//input[@type='submit']") if (" ".join(b.text_content().split()) or b.get("value")) == button]
            assert pressed, f"there is no button {button!r}, but {form.buttons()}"
            if pressed[0].get("name"):
                values.append((pressed[0].get("name"), pressed[0].get("value") or ""))
        how.setdefault("headers", {}).setdefault("Origin", self.origin())
        if form.method == "GET":
            return self.get(form.action.split("?")[0] + "?" + urllib.parse.urlencode(values), **how)
        return self.request("POST", form.action, data=values, files=(files or {}) if form.multipart else None, **how)

    def login(self, email, password):
        """Signs in through the page, and returns where that led."""
        page = self.get("/login")
        return self.submit(page.form(action="/login"), {"email": email, "password": password})

    def origin(self):
        parts = urllib.parse.urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    def url(self, address):
        return address if "://" in address else self.base_url + address

    def _once(self, method, url, body, headers):
        parts = urllib.parse.urlsplit(url)
        con = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        try:
            sent = dict(headers)
            if self.cookies:
                sent.setdefault("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
            con.request(method, urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, "")), body=body, headers=sent)
            response = Response(url, con.getresponse(), method)
        finally:
            con.close()
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return response


def pairs(data):
    items = data.items() if isinstance(data, dict) else data or []
    return [(n, v) for n, value in items for v in (value if isinstance(value, list) else [value])]


def multipart(fields, files):
    """(content type, body) as browsers write them."""
    boundary = "----" + secrets.token_hex(16)
    quote = lambda s: s.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    out = b""
    for name, value in fields:
        out += f'--{boundary}\r\nContent-Disposition: form-data; name="{quote(name)}"\r\n\r\n{value}\r\n'.encode()
    for name, (filename, content, kind) in files.items():
        out += f'--{boundary}\r\nContent-Disposition: form-data; name="{quote(name)}"; filename="{quote(filename)}"\r\nContent-Type: {kind}\r\n\r\n'.encode() + content + b"\r\n"
    return f"multipart/form-data; boundary={boundary}", out + f"--{boundary}--\r\n".encode()
