"""An application that people connect, as the tests play it: registration, the question in the browser, tokens. `Application` plays by the rules; what
a test does otherwise, it says."""
import base64, hashlib, http.client, json, secrets, types, urllib.parse

SCOPE = "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
READ, UPSERT, PROFILE, PROFILE_UPDATE, OFFLINE = SCOPE + "credential.readonly", SCOPE + "credential.upsert", SCOPE + "profile.readonly", SCOPE + "profile.update", "offline_access"
ALL = " ".join((READ, UPSERT, PROFILE, PROFILE_UPDATE, OFFLINE))
BACK = "https://wallet.example.org/back"
FORM = "application/x-www-form-urlencoded"


def call(base_url, method, path, headers=None, body=None, form=None):
    """One request without cookies: .status, .headers, .body (bytes), .json()."""
    parts = urllib.parse.urlsplit(base_url)
    headers = dict(headers or {})
    if form is not None:
        headers.setdefault("Content-Type", FORM)
        body = urllib.parse.urlencode(form).encode()
    elif isinstance(body, (dict, list)):
        headers.setdefault("Content-Type", "application/json")
        body = json.dumps(body).encode()
    con = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        con.request(method, path if path.startswith("/.well-known/") else parts.path + path, body=body, headers=headers)
        raw = con.getresponse()
        answer = types.SimpleNamespace(status=raw.status, headers=raw.headers, body=raw.read())
    finally:
        con.close()
    answer.json = lambda: json.loads(answer.body)
    return answer


def pkce():
    verifier = secrets.token_urlsafe(48)
    return verifier, base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def basic(id_, secret):
    quote = lambda s: urllib.parse.quote(s, safe="")
    return "Basic " + base64.b64encode(f"{quote(id_)}:{quote(secret)}".encode()).decode()


def metadata(**more):
    return {"client_name": "Example Wallet", "client_uri": "https://wallet.example.org/", "logo_uri": "https://wallet.example.org/logo.png", "tos_uri": "https://wallet.example.org/terms",
            "policy_uri": "https://wallet.example.org/privacy", "software_id": "wallet", "software_version": "1", "redirect_uris": [BACK],
            "token_endpoint_auth_method": "client_secret_basic", "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"], "scope": ALL, **more}


class Application:
    def __init__(self, base_url, **more):
        self.base_url = base_url
        answer = call(base_url, "POST", "/oauth/register", body=metadata(**more))
        assert answer.status == 201, answer.body
        self.registered = answer.json()
        self.id, self.secret = self.registered["client_id"], self.registered.get("client_secret")
        self.back = self.registered["redirect_uris"][0]

    def headers(self):
        return {"Authorization": basic(self.id, self.secret)} if self.secret else {}

    def question(self, challenge, **more):
        """The query of an authorisation request; None leaves a parameter out."""
        q = {"response_type": "code", "client_id": self.id, "redirect_uri": self.back, "scope": ALL, "state": "st-" + secrets.token_hex(4), "code_challenge": challenge,
             "code_challenge_method": "S256", **more}
        return {k: v for k, v in q.items() if v is not None}

    def ask(self, browser, challenge, **more):
        """The page that the person sees (a Response), or where they were sent without one."""
        return browser.get("/oauth/authorize?" + urllib.parse.urlencode(self.question(challenge, **more)), follow=False)

    def allow(self, browser, challenge, button="Allow", **more):
        """What the address says to which the person is led: {code, state, scope, iss} or {error, ...}."""
        page = self.ask(browser, challenge, **more)
        assert page.status == 200, (page, page.headers["Location"])
        led = browser.submit(page.form(button=button), button=button, follow=False)
        assert led.status == 303 and led.headers["Location"].startswith(more.get("redirect_uri", self.back)), (led, led.headers["Location"])
        return said(led)

    def token(self, headers=None, **form):
        if not self.secret:
            form.setdefault("client_id", self.id)
        return call(self.base_url, "POST", "/oauth/token", headers={**self.headers(), **(headers or {})}, form={k: v for k, v in form.items() if v is not None})

    def exchange(self, code, verifier, **more):
        return self.token(**{"grant_type": "authorization_code", "code": code, "redirect_uri": self.back, "code_verifier": verifier, **more})

    def refresh(self, token, **more):
        return self.token(**{"grant_type": "refresh_token", "refresh_token": token, **more})

    def revoke(self, token, **more):
        form = {"token": token, **more}
        if not self.secret:
            form["client_id"] = self.id
        return call(self.base_url, "POST", "/oauth/revoke", headers=self.headers(), form=form)

    def connect(self, browser, scope=ALL):
        """All of it: the token answer."""
        verifier, challenge = pkce()
        answer = self.exchange(self.allow(browser, challenge, scope=scope)["code"], verifier)
        assert answer.status == 200, answer.body
        return answer.json()


def said(response):
    """The query of where a redirect leads."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(response.headers["Location"]).query))


def api(base_url, method, path, token, **how):
    headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **how.pop("headers", {})}
    return call(base_url, method, "/ims/ob/v3p0" + path, headers=headers, **how)
