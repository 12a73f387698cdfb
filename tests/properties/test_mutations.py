"""Programs gone wrong give findings or answers: never another exception, a hang, or all of the memory.

The suite tries a share, always the same; MUTANTS=10000 tries as many as it says.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
GOOD = sorted((HERE / "programs").glob("*.worth"))
MANY = int(os.environ.get("MUTANTS", "1500"))
SHARES = 3
SEED = 20_260


@pytest.mark.parametrize("share", range(SHARES))
def test_mutated_programs_give_findings_or_answers(share: int) -> None:
    assert GOOD
    first, last = (MANY * it // SHARES for it in (share, share + 1))
    run = subprocess.run(
        [sys.executable, str(HERE / "mutated.py"), str(SEED), str(first), str(last), *map(str, GOOD)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-4_000:]
    print(run.stdout)
