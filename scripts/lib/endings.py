"""How the scripts in Python end."""
import signal
import sys


def clean_up_on_signals():
    """From now on signals that end the script remove its temporary folders first, as Ctrl-C does."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, lambda number, _: sys.exit(128 + number))
