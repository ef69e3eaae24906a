"""Waiting for a condition instead of for a time."""
import threading, time

_never = threading.Event()


def wait_for(condition, seconds=20, what=None):
    """Asks condition() until it gives something true, and returns that; AssertionError after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"still waiting after {seconds} s for {what or condition}"
        _never.wait(0.02)
    return found
