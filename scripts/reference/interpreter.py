"""Goes on with a script by an interpreter that has the packages it needs."""
import os
import pathlib
import subprocess
import sys

CHOSEN = "PYTHON_IS_CHOSEN"


def needs(*packages):
    """Starts the running script again by the interpreter of scripts/lib/python-with; returns in that."""
    if os.environ.pop(CHOSEN, None):
        return
    script = pathlib.Path(__file__).resolve().parent.parent / "lib" / "python-with"
    run = subprocess.run([script, *packages], stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        sys.exit(run.returncode)
    python = run.stdout.strip()
    os.execvpe(python, [python, *sys.argv], {**os.environ, CHOSEN: "yes"})
