"""The engine as a guest: in threads, in worker processes, in notebooks, and without a trace in its host."""

import json
import multiprocessing
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from html.parser import HTMLParser

import pytest

import worthwhile as ww
from python.guests import TEXT, answers, tables


def test_one_model_and_eight_threads_with_data_of_their_own() -> None:
    shared = ww.parse(TEXT)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda seed: answers(shared, seed), range(1, 33)))
    alone = ww.parse(TEXT)
    assert found == [answers(alone, seed) for seed in range(1, 33)]


def test_a_model_goes_to_worker_processes() -> None:
    model = ww.parse(TEXT)
    workers = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=workers) as pool:
        found = list(pool.map(answers, [model.with_values({"discount": "up 1 points"})] * 3, [1, 2, 3]))
    assert found == [answers(model, seed) for seed in (1, 2, 3)]


def test_what_a_run_gives_can_be_sent_home() -> None:
    data = tables(4)
    result = ww.parse(TEXT).run(data["customer"], orders=data["orders"])
    told = result.explain("clv", key="c1")
    assert pickle.loads(pickle.dumps(told)) == told  # noqa: S301 (our own)
    assert pickle.loads(pickle.dumps(result.diagnostics)) == result.diagnostics  # noqa: S301 (as above)


GUEST = """
import json, locale, logging, os, signal, sys, threading, warnings
import numpy as np

def state():
    return {
        "handlers": [str(it) for it in logging.getLogger().handlers],
        "level": logging.getLogger().level,
        "signals": [str(signal.getsignal(it)) for it in signal.valid_signals() if it not in (9, 19)],
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "warnings": len(warnings.filters),
        "errors": np.geterr(),
        "locale": locale.setlocale(locale.LC_ALL),
        "hooks": [str(sys.excepthook), str(sys.displayhook), str(threading.excepthook)],
        "recursion": sys.getrecursionlimit(),
        "threads": [it.name for it in threading.enumerate()],
        "random": int(np.random.get_state()[1][0]),
    }

before = state()
import worthwhile as ww
model = ww.parse(TEXT)
rows = 200_000
model.run(
    {"id": np.arange(rows), "margin": np.ones(rows), "churn": np.full(rows, 0.1), "plan": ["basic"] * rows},
    orders={"id": [1, 2], "amount": [1.0, 2.0]},
)
after = state()
print(json.dumps([[it, before[it], after[it]] for it in before if before[it] != after[it]]))
"""


def test_a_guest_leaves_no_trace() -> None:
    """No handler, no signal, no variable, no thread: nothing of the host's is another after a run."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"TEXT = {TEXT!r}\n{GUEST}"], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == []


# ---- notebooks


class Reader(HTMLParser):
    """Reads HTML and complains of what is left open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(shown: object) -> str:
    reader = Reader()
    reader.feed(shown._repr_html_())  # type: ignore[attr-defined]  # (whatever a notebook shows)
    assert reader.open == []
    return " ".join(reader.words)


def test_a_notebook_shows_models_results_reasons_and_findings() -> None:
    model, data = ww.parse(TEXT), tables(1)
    result = model.run(data["customer"], orders=data["orders"])
    assert "Value of a <plan> & more" in read(model)
    assert "A & <B>, 2026" in read(model)
    for name in ("margin", "discount", "orders", "clv", "tier"):
        assert name in read(model)
    for shown in ("c1", "top", "share", "21 of 41 rows are not shown", "–"):
        assert shown in read(result)
    whole = ww.parse('currency USD\nfee "Fee" = $1_234.5\nper_year = 12\n').run()
    assert "1,234.50" in read(whole)
    assert "Fee" in read(whole)
    assert "margin" in read(result.explain("clv", key="c1"))
    with pytest.raises(ww.ModelError) as raised:
        ww.parse('fee = "<b>" + 1\n')
    assert "<b>" in read(raised.value.findings[0])
    assert any('fee = "<b>" + 1' in it for it in raised.value._render_traceback_())
