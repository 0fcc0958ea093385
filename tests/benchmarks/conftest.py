"""The benchmarks are run from the folder of the project and are not installed: tests find them there."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
