"""What is said of requests that cannot be answered."""

from collections.abc import Sequence

from worthwhile.text import Finding, Level, did_you_mean


def not_as_described(what: str, wanted: str) -> Finding:
    """A body that is not of the described form."""
    return Finding(
        "W0920",
        Level.ERROR,
        f"{what} of the request is not as described",
        expected=wanted,
        hint="GET /openapi.json describes what may be asked",
    )


def no_json(why: str) -> Finding:
    """A body that is no JSON."""
    return Finding(
        "W0920",
        Level.ERROR,
        f"the body of the request cannot be read as JSON: {why}",
        hint="send an object, with the header Content-Type: application/json",
    )


def unknown_member(name: str, known: Sequence[str]) -> Finding:
    """A member of a body that nothing is called."""
    near = did_you_mean(name, known)
    return Finding(
        "W0920",
        Level.ERROR,
        f"a request holds nothing called `{name}`",
        expected=", ".join(known),
        hint=near or "GET /openapi.json describes what may be asked",
    )


def too_large(most: int) -> Finding:
    """A body of more bytes than are taken."""
    return Finding(
        "W0921",
        Level.ERROR,
        f"the body of the request has more than the {most:,} bytes that are taken",
        hint="send fewer rows at a time, or start the server with a larger --max-body",
    )


def no_token() -> Finding:
    """A request that does not say the token, or another."""
    return Finding(
        "W0922",
        Level.ERROR,
        "the request does not say the token of this server",
        hint="send the header Authorization: Bearer TOKEN",
    )


def open_to_all(host: str) -> Finding:
    """A server that others could reach without a token."""
    return Finding(
        "W0922",
        Level.ERROR,
        f"a server at {host} can be reached by others and has no token",
        hint="set WORTHWHILE_TOKEN, or serve at 127.0.0.1",
    )


def nothing_there(path: str, models: Sequence[str]) -> Finding:
    """An address that nothing answers."""
    return Finding(
        "W0923",
        Level.ERROR,
        f"there is nothing at {path}",
        expected=", ".join(f"/models/{it}" for it in models[:3]),
        hint="GET / lists the models, GET /openapi.json describes what may be asked",
    )


def wrong_method(method: str, path: str, allowed: str) -> Finding:
    """A way to ask that this address does not take."""
    return Finding("W0923", Level.ERROR, f"{path} does not take {method}", expected=allowed)


def two_models(name: str, one: str, other: str) -> Finding:
    """Two models of one name."""
    return Finding(
        "W0924",
        Level.ERROR,
        f"{one} and {other} are both called `{name}`",
        hint="give one of them another name in its line `model NAME`",
        file=other,
    )


def fault_of_ours(kind: str) -> Finding:
    """An error that is no finding: ours."""
    return Finding(
        "W0925",
        Level.ERROR,
        f"internal error: {kind}",
        hint="this is a fault of worthwhile, not of the request; the server's own output says more",
    )
