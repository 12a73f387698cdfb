"""The models as an application that any ASGI server runs: what is asked goes to `answers`, in threads.

Nothing is kept between requests. A request is refused before it is read where it does not say the token,
and while it is read where it is too large; what takes too long is given up by the model's own limits.
"""

import hmac
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from worthwhile.model import Model
from worthwhile.serve import complaints
from worthwhile.serve.answers import ANSWERS, Answer, Body
from worthwhile.serve.openapi import description
from worthwhile.text import Finding, ModelError
from worthwhile.text.frozen import frozen

BODY = 10_000_000
"""Bytes of a body, where nothing else is said."""
STATUS = {"W0910": 503, "W0911": 503, "W0908": 503, "W0920": 400, "W0921": 413, "W0922": 401, "W0923": 404}
"""What HTTP calls a finding; all others are about the model and the values."""
UNPROCESSABLE = 422


@frozen
class Guard:
    """What a server lets in: who, how much, from which pages."""

    token: str = ""
    body: int = BODY
    hosts: tuple[str, ...] = ()
    """The names under which it may be asked; nothing: any."""
    origins: tuple[str, ...] = ()
    """The pages whose scripts may ask."""


def app_of(models: Mapping[str, Model], guard: Guard = Guard()) -> Starlette:  # noqa: B008 (it never changes)
    """The application that serves some models, each under its name."""
    serving = _Serving(models, guard)
    routes = [
        Route("/", serving.index),
        Route("/health", _health),
        Route("/openapi.json", serving.described),
        Route("/models/{model}", serving.model),
        Route("/models/{model}/{asked}", serving.answer, methods=["POST"]),
    ]
    middleware = []
    if guard.hosts:
        middleware.append(Middleware(TrustedHostMiddleware, allowed_hosts=list(guard.hosts)))
    if guard.origins:
        heads = ["Authorization", "Content-Type"]
        middleware.append(
            Middleware(
                CORSMiddleware, allow_origins=list(guard.origins), allow_methods=["GET", "POST"], allow_headers=heads
            )
        )
    faults: Mapping[Any, Callable[..., Any]] = {
        ModelError: _fell_short,
        HTTPException: serving.elsewhere,
        Exception: _fault,
    }
    return Starlette(routes=routes, middleware=middleware, exception_handlers=faults)


class _Serving:
    """The answers of one application."""

    def __init__(self, models: Mapping[str, Model], guard: Guard) -> None:
        self._models, self._guard = models, guard
        self._description = description(models, token=bool(guard.token))

    async def index(self, request: Request) -> JSONResponse:
        """The models that are served."""
        self._let_in(request)
        listed = [
            {"name": name, "label": it.meaning.label, "address": f"/models/{name}"} for name, it in self._models.items()
        ]
        return JSONResponse({"models": listed, "description": "/openapi.json"})

    async def described(self, request: Request) -> JSONResponse:
        """What may be asked."""
        self._let_in(request)
        return JSONResponse(self._description)

    async def model(self, request: Request) -> JSONResponse:
        """What is in a model."""
        self._let_in(request)
        return _said(self._named(request).describe())

    async def answer(self, request: Request) -> JSONResponse:
        """What a model answers."""
        self._let_in(request)
        model, asked = self._named(request), ANSWERS.get(request.path_params["asked"])
        if asked is None:
            raise ModelError([complaints.nothing_there(request.url.path, list(self._models))])
        content = await self._body(request)
        return await run_in_threadpool(_answered, asked, model, content, request.headers.get("content-type", ""))

    def _let_in(self, request: Request) -> None:
        if self._guard.token:
            said = request.headers.get("authorization", "").encode()
            if not hmac.compare_digest(said, f"Bearer {self._guard.token}".encode()):
                raise ModelError([complaints.no_token()])

    def _named(self, request: Request) -> Model:
        name = request.path_params["model"]
        if name not in self._models:
            raise ModelError([complaints.nothing_there(request.url.path, list(self._models))])
        return self._models[name]

    async def _body(self, request: Request) -> bytes:
        """The body, no more of it than is allowed."""
        parts, size = [], 0
        async for part in request.stream():
            size += len(part)
            if size > self._guard.body:
                raise ModelError([complaints.too_large(self._guard.body)])
            parts.append(part)
        return b"".join(parts)

    async def elsewhere(self, request: Request, error: Exception) -> JSONResponse:
        """An address that nothing answers, or not in this way."""
        assert isinstance(error, HTTPException)  # noqa: S101 (it is told of nothing else)
        if error.status_code == 405:  # noqa: PLR2004 (method not allowed)
            allowed = (error.headers or {}).get("Allow", "POST")
            return _findings([complaints.wrong_method(request.method, request.url.path, allowed)], 405, error.headers)
        finding = complaints.nothing_there(request.url.path, list(self._models))
        return _findings([finding], error.status_code, error.headers)


def _answered(asked: Callable[[Model, Body], Answer], model: Model, content: bytes, kind: str) -> JSONResponse:
    """One answer; all of it is made in a thread of its own."""
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise ModelError([complaints.no_json("it does not say that it is any")])
    try:
        body = json.loads(content, parse_constant=_no_constant, object_pairs_hook=_once)
    except RecursionError:
        raise ModelError([complaints.no_json("it is nested too deeply")]) from None
    except ValueError as error:
        raise ModelError([complaints.no_json(str(error))]) from None
    return _said(asked(model, body))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; what stands in it twice is refused, whichever was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"`{next(it for it in names if names.count(it) > 1)}` stands twice in one object")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON; what is missing is null")


class _Answer(JSONResponse):
    """JSON as the command line writes it."""

    def render(self, content: Any) -> bytes:  # noqa: ANN401 (as starlette has it)
        return json.dumps(content, ensure_ascii=False, allow_nan=False, default=str).encode()


def _said(answer: Mapping[str, object]) -> JSONResponse:
    return _Answer(dict(answer))


def _findings(findings: list[Finding], status: int, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return _Answer({"findings": [dict(it.to_dict()) for it in findings]}, status, headers)


async def _health(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


async def _fell_short(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ModelError)  # noqa: S101 (it is told of nothing else)
    status = next((STATUS[it.code] for it in error.findings if it.code in STATUS), UNPROCESSABLE)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None  # noqa: PLR2004 (unauthorized)
    return _findings(list(error.findings), status, headers)


async def _fault(_: Request, error: Exception) -> JSONResponse:
    print(f"internal error: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201 (the server's own output)
    return _findings([complaints.fault_of_ours(type(error).__name__)], 500)
