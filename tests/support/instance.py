"""Private instances for tests: scripts/dev_instance.py, with the folder of programs that make chose (BADGES_BUILD)."""
import os, pathlib, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import dev_instance                                                    # noqa: E402
from dev_process import InstanceError                                  # noqa: E402,F401

BUILD = os.environ.get("BADGES_BUILD") or str(ROOT / "build")
SHARED_DATA = ROOT / "../shared/data"


def temporary(**settings):
    """A started instance of its own, as a context manager; settings as of dev_instance.Instance."""
    return dev_instance.temporary(**{"build": BUILD, **settings})
