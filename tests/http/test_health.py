"""What an operator's monitor asks."""


def test_healthy(client):
    answer = client.get("/healthz")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_head_is_get_without_a_body(client):
    answer = client.head("/healthz")
    assert answer.status == 200 and answer.body == b""


def test_nothing_there(client):
    answer = client.get("/no-such-page")
    assert answer.status == 404
    assert answer.headers.get_content_type() == "text/html"
