"""Models over HTTP: what is answered is what Python is answered, and what is wrong is said, never a traceback."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

import worthwhile as ww
from serve.asking import OFFER, client, codes
from worthwhile.cli.main import main
from worthwhile.serve.app import Guard
from worthwhile.serve.openapi import description

ONE = {"margin": 20.0, "churn": 0.03, "plan": "plus", "seats": 3, "orders": [{"amount": 5.0}, {"amount": 7.5}]}


def test_one_subject_is_answered_as_in_python() -> None:
    asked = client()
    answer = asked.post("/models/offer/evaluate", {"inputs": ONE})
    assert answer.status == 200
    said = answer.json()
    assert said["outputs"] == ww.parse(OFFER).evaluate({**ONE, "orders": {"amount": [5.0, 7.5]}})
    assert said["outputs"]["spent"] == 12.5
    assert said["units"] == {"clv": "USD", "spent": "USD", "tier": None, "plan": None}
    assert said["findings"] == []


def test_other_values_and_scenarios_may_be_set() -> None:
    asked, model = client(), ww.parse(OFFER)
    bold = asked.post("/models/offer/evaluate", {"inputs": ONE, "scenario": "bold"}).json()["outputs"]
    dear = asked.post("/models/offer/evaluate", {"inputs": ONE, "set": {"discount": "25%"}}).json()["outputs"]
    given = {**ONE, "orders": {"amount": [5.0, 7.5]}}
    assert bold == model.with_values(scenario="bold").evaluate(given)
    assert dear == model.with_values({"discount": 0.25}).evaluate(given)
    assert bold["clv"] > dear["clv"]


def test_tables_are_answered_as_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"customer_id": "a", "margin": 20.0, "churn": 0.03, "since": "2026-01-31"},
        {"customer_id": "b", "margin": 35.0, "churn": None},
    ]
    orders = [{"customer_id": "a", "amount": 2.0}, {"customer_id": "a", "amount": 3.0}]
    answer = client().post("/models/offer/run", {"tables": {"customer": rows, "orders": orders}}).json()
    (tmp_path / "offer.worth").write_text(OFFER, encoding="utf-8")
    (tmp_path / "customers.csv").write_text("customer_id,margin,churn,since\na,20,3%,2026-01-31\nb,35,,\n")
    (tmp_path / "orders.csv").write_text("customer_id,amount\na,2\na,3\n")
    monkeypatch.chdir(tmp_path)
    data = ["--data", "customer=customers.csv", "--data", "orders=orders.csv"]
    assert main(["run", "offer.worth", "--format", "json", *data]) == 0
    wanted = json.loads(capsys.readouterr().out)
    for part in ("rows", "keys", "outputs", "units"):
        assert answer[part] == wanted[part]
    assert answer["outputs"]["clv"][1] is None
    assert [it["code"] for it in answer["diagnostics"]] == [it["code"] for it in wanted["diagnostics"]] != []


def test_a_value_is_explained() -> None:
    answer = client().post("/models/offer/explain", {"inputs": ONE, "name": "clv"}).json()
    assert answer["explanation"]["name"] == "clv"
    part, seats = answer["explanation"]["because"]
    assert seats["name"] == "seats"
    assert [it["name"] for it in part["because"]] == ["margin", "survival", "discount"]
    assert answer["explanation"]["value"] == pytest.approx(3 * part["value"], rel=1e-12)
    assert "discount" in answer["text"]


def test_what_is_odd_or_missing_is_told() -> None:
    answer = client().post("/models/offer/evaluate", {"inputs": {**ONE, "churn": 5.0}})
    assert answer.status == 200
    assert answer.json()["outputs"]["clv"] is not None
    assert codes(answer) == ["W0601"]
    answer = client().post("/models/offer/evaluate", {"inputs": {**ONE, "churn": None}})
    assert answer.json()["outputs"]["clv"] is None
    assert codes(answer)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"inputs": {**ONE, "margin": "lots"}}, 422, "W0603"),
        ({"inputs": {**ONE, "margin": 950.0}}, 422, "W0702"),
        ({"inputs": {"margin": 950.0, "churn": 0.1}}, 422, "W0611"),
        ({"inputs": {"margn": 20.0}}, 422, "W0201"),
        ({"inputs": ONE, "scenario": "mild"}, 422, "W0210"),
        ({"inputs": ONE, "set": {"discount": "8 $"}}, 422, None),
        ({"inputs": [1]}, 400, "W0920"),
        ({"margin": 20.0}, 400, "W0920"),
        ([], 400, "W0920"),
    ],
)
def test_what_is_wrong_is_a_finding(body: Any, status: int, code: str | None) -> None:
    answer = client().post("/models/offer/evaluate", body)
    assert answer.status == status
    assert codes(answer)
    assert code is None or codes(answer) == [code]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"inputs": {"margin": NaN}}', b"[" * 100_000])
def test_what_is_no_json_is_a_finding(content: bytes) -> None:
    answer = client().post("/models/offer/evaluate", parts=[content])
    assert (answer.status, codes(answer)) == (400, ["W0920"])


def test_a_page_of_a_stranger_cannot_post_without_asking() -> None:
    """A form of another page may send text, but no JSON: that needs leave from the server."""
    answer = client().post("/models/offer/evaluate", parts=[b"{}"], heads={"Content-Type": "text/plain"})
    assert (answer.status, codes(answer)) == (400, ["W0920"])
    guarded = client(Guard(hosts=("localhost",)))
    assert guarded.get("/", heads={"Host": "evil.example"}).status == 400
    friendly = client(Guard(origins=("https://app.example",)))
    leave = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    assert friendly.get("/models/offer/evaluate", leave, "OPTIONS").status == 200


def test_no_file_of_the_host_is_read() -> None:
    """A table is rows: what would be an address for a host is none for a request."""
    asked = client()
    for address in ("/etc/passwd", "sqlite:///x.db#t"):
        answer = asked.post("/models/offer/evaluate", {"inputs": {**ONE, "orders": address}})
        assert (answer.status, codes(answer)) == (400, ["W0920"])
        answer = asked.post("/models/offer/run", {"tables": {"customer": address}})
        assert (answer.status, codes(answer)) == (400, ["W0920"])
    for option in ("on", "strict", "threads", "set"):
        answer = asked.post("/models/offer/run", {"tables": {option: []}})
        assert (answer.status, codes(answer)) == (422, ["W0611"])


def test_elsewhere_is_nothing() -> None:
    asked = client()
    for path in ("/offer", "/models/other", "/models/offer/evaluate/now"):
        assert (asked.get(path).status, codes(asked.get(path))) == (404, ["W0923"])
    assert codes(asked.post("/models/offer/forecast", {})) == ["W0923"]
    answer = asked.get("/models/offer/evaluate")
    assert (answer.status, answer.headers["allow"], codes(answer)) == (405, "POST", ["W0923"])


def test_a_token_is_asked_for() -> None:
    asked = client(Guard(token="sesame"))  # noqa: S106 (of a test)
    for path in ("/", "/openapi.json", "/models/offer"):
        answer = asked.get(path)
        assert (answer.status, codes(answer)) == (401, ["W0922"])
        assert asked.get(path, heads={"Authorization": "Bearer sesam"}).status == 401
        assert asked.get(path, heads={"Authorization": "Bearer sesame"}).status == 200
    assert asked.post("/models/offer/evaluate", {"inputs": ONE}).status == 401
    assert asked.get("/health").json() == {"status": "ok"}


def test_a_large_body_is_not_read_to_its_end() -> None:
    taken = []

    def parts() -> Iterator[bytes]:
        for it in range(10_000):
            taken.append(it)
            yield b" " * 1_000

    asked = client(Guard(body=5_000))
    answer = asked.post("/models/offer/evaluate", parts=parts())
    assert (answer.status, codes(answer)) == (413, ["W0921"])
    assert len(taken) == 6


LONG = """
timeline 12000 months paid end
inputs:
    x : number
y = initially x then 0.5 * y[t - 1 month] + x
s = sum(y over t)
"""


@pytest.mark.parametrize(("limits", "code"), [(ww.Limits(seconds=1e-6), "W0910"), (ww.Limits(memory=1), "W0911")])
@pytest.mark.parametrize("asked", ["evaluate", "explain"])
def test_what_takes_too_long_or_too_much_memory_is_given_up(limits: ww.Limits, code: str, asked: str) -> None:
    body = {"inputs": {"x": 1}, **({"name": "s"} if asked == "explain" else {})}
    assert client(text=LONG).post(f"/models/model/{asked}", body).status == 200
    answer = client(text=LONG, limits=limits).post(f"/models/model/{asked}", body)
    assert (answer.status, codes(answer)) == (503, [code])


def test_a_fault_of_ours_is_told_and_nothing_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(ww.Model, "examine", fails)
    answer = client().post("/models/offer/evaluate", {"inputs": ONE})
    assert (answer.status, codes(answer)) == (500, ["W0925"])
    assert "secret" not in answer.text
    assert "secret" in capsys.readouterr().err


# ---- the description


def test_the_description_is_made_of_the_models_inputs() -> None:
    said = client().get("/openapi.json").json()
    body = said["paths"]["/models/offer/evaluate"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    inputs = body["properties"]["inputs"]
    assert inputs["required"] == ["margin", "churn", "orders"]
    assert inputs["properties"]["orders"]["items"]["properties"]["amount"]["x-unit"] == "USD"
    assert inputs["properties"]["margin"] == {
        "type": ["number", "null"],
        "minimum": 0.0,
        "maximum": 1000.0,
        "description": "Margin, USD per month",
        "x-unit": "USD per month",
    }
    assert inputs["properties"]["churn"]["exclusiveMaximum"] == 1.0
    assert inputs["properties"]["plan"]["enum"] == ["basic", "plus", None]
    assert inputs["properties"]["since"]["format"] == "date"
    assert body["properties"]["scenario"]["enum"] == ["bold"]
    assert set(said["paths"]) == {
        "/",
        "/models/offer",
        *(f"/models/offer/{it}" for it in ("evaluate", "run", "explain")),
    }


def references(node: Any) -> set[str]:
    """All that a description refers to."""
    if isinstance(node, dict):
        here = {node["$ref"]} if "$ref" in node else set()
        return here.union(*map(references, node.values())) if node else here
    return set().union(*map(references, node)) if isinstance(node, list) and node else set()


def test_every_model_that_ships_can_be_described() -> None:
    for path in sorted((Path(__file__).parents[2] / "rules").rglob("*.worth")):
        model = ww.load(path)
        said = json.loads(json.dumps(description({model.name: model}, token=True)))
        assert references(said) <= {"#/components/schemas/Finding"}
        operations = [it["post"] for it in said["paths"].values() if "post" in it]
        assert len({it["operationId"] for it in operations}) == 3


# ---- the real thing


def test_a_server_answers_many_at_once_and_stops_in_its_own_time(tmp_path: Path) -> None:
    (tmp_path / "offer.worth").write_text(OFFER, encoding="utf-8")
    command = [sys.executable, "-m", "worthwhile", "serve", "offer.worth", "--port", "0", "--format", "json"]
    environment = {**os.environ, "WORTHWHILE_TOKEN": "sesame"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        address = json.loads(server.stdout.readline())["address"]
        found: list[Any] = []

        def ask(seats: int) -> None:
            body = json.dumps({"inputs": {**ONE, "seats": seats}}).encode()
            heads = {"Content-Type": "application/json", "Authorization": "Bearer sesame"}
            with urlopen(Request(f"{address}/models/offer/evaluate", body, heads)) as answer:  # noqa: S310 (our own)
                found.append((seats, json.load(answer)["outputs"]["clv"]))

        threads = [threading.Thread(target=ask, args=(it,)) for it in range(1, 9)]
        for it in threads:
            it.start()
        for it in threads:
            it.join()
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
        assert "Traceback" not in server.stderr.read()
    one = dict(found)[1]
    assert sorted(found) == [(it, pytest.approx(it * one, rel=1e-12)) for it in range(1, 9)]


def test_what_cannot_be_served_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WORTHWHILE_TOKEN", raising=False)
    offer = tmp_path / "offer.worth"
    offer.write_text(OFFER, encoding="utf-8")
    assert main(["serve", str(offer), "--host", "0.0.0.0"]) == 2  # noqa: S104 (it is refused)
    assert "W0922" in capsys.readouterr().err
    assert main(["serve", str(offer), str(offer)]) == 2
    assert "W0924" in capsys.readouterr().err
    offer.write_text("a = b\n")
    assert main(["serve", str(offer)]) == 1
    assert main(["serve", str(tmp_path / "none.worth")]) == 1
    assert "W0609" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [
        b'{"inputs": {"margin": 1, "margin": 2, "churn": 0.1}}',
        b'{"inputs": {"margin": 1, "churn": 0.1}, "inputs": {}}',
        b'{"inputs": {"margin": ' + b"9" * 400 + b"}}",
        b'{"inputs": {"margin": [[[1]]]}}',
        b'{"inputs": {"margin": {}}}',
        b'{"inputs": {"\\ud800": 1}}',
        b'{"inputs": {"plan": "\\ud800"}}',
        b'{"inputs": {}, "set": []}',
        b'{"inputs": {}, "set": {"discount": ' + b"9" * 400 + b"}}",
    ],
)
def test_values_that_are_none_are_told_and_not_computed_with(content: bytes) -> None:
    answer = client().post("/models/offer/evaluate", parts=[content])
    assert (answer.status, codes(answer)) == (400, ["W0920"])


def test_cells_that_are_no_values_are_told() -> None:
    wrong: list[Any] = [[{"customer_id": {}}], [{"customer_id": 1, "margin": [1]}], {"customer_id": [{}]}, {"a": 1}]
    for rows in wrong:
        answer = client().post("/models/offer/run", {"tables": {"customer": rows}})
        assert (answer.status, codes(answer)) == (400, ["W0920"])
    answer = client().post("/models/offer/explain", {"inputs": ONE, "name": "\ud800"})
    assert (answer.status, codes(answer)) == (400, ["W0920"])
