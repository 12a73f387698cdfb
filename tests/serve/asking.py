"""A small server without a network, and what it says."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import anyio
import anyio.lowlevel

import worthwhile as ww
from worthwhile.serve.app import Guard, app_of
from worthwhile.text import Finding, Level

OFFER = """
model offer "What an offer is worth"
currency USD
entity customer key customer_id
timeline 12 months paid end
inputs:
    margin "Margin" : USD per month in $0..$1_000
    churn           : percent per month in 0%..<100%
    plan            : one of basic, plus = basic
    since           : date optional
    seats           : count = 1
records orders of customer by customer_id:
    amount : USD
assumptions:
    discount : percent per year = 10%  source "a test"
survival = (1 - churn)^(t / 1 month)
clv "Lifetime value" : USD = npv(margin * survival, rate: discount) * seats
spent = sum(orders.amount over orders)
segment tier:
    top  when clv >= $100
    rest when clv < $100
scenario bold:
    discount = 5%
ensure margin <= $900 per month else "Beyond any margin we have seen"
outputs:
    clv
    spent
    tier
    plan
"""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Client:
    """Asks an application as a server would: no socket, no network."""

    app: Any

    def get(self, path: str, heads: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        return self._ask(method, path, [], heads or {})

    def post(
        self, path: str, body: Any = None, parts: Iterable[bytes] | None = None, heads: Mapping[str, str] | None = None
    ) -> Answer:
        content = [json.dumps(body).encode()] if parts is None else parts
        return self._ask("POST", path, content, {"Content-Type": "application/json", **(heads or {})})

    def _ask(self, method: str, path: str, parts: Iterable[bytes], heads: Mapping[str, str]) -> Answer:
        headers = [(it.lower().encode(), value.encode()) for it, value in {"Host": "localhost", **heads}.items()]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
            "server": ("localhost", 80), "client": ("127.0.0.1", 1),
        }  # fmt: skip
        coming, sent = iter(parts), list[Any]()

        async def receive() -> Any:
            part = next(coming, None)
            return {"type": "http.request", "body": part or b"", "more_body": part is not None}

        async def send(message: Any) -> None:
            await anyio.lowlevel.checkpoint()
            sent.append(message)

        async def ask() -> None:
            try:
                await self.app(scope, receive, send)
            except RuntimeError:  # the outermost layer raises a fault once more, when it has been answered
                assert sent

        anyio.run(ask)
        answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], answered, b"".join(it.get("body", b"") for it in sent[1:]).decode())


def client(guard: Guard = Guard(), text: str = OFFER, limits: ww.Limits = ww.Limits()) -> Client:  # noqa: B008 (they never change)
    """What asks a server of one model."""
    model = replace(ww.parse(text), limits=limits)
    return Client(app_of({model.name: model}, guard))


def codes(answer: Answer) -> list[str]:
    """The codes of what is said."""
    return [it["code"] for it in answer.json()["findings"]]


def findings(answer: Answer) -> Iterator[Finding]:
    """What is said, as findings."""
    yield from (Finding(it, Level.ERROR, "") for it in codes(answer))
