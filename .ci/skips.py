"""Print every skipped test; fail on one whose reason is not on the list.

usage: skips.py TEST_LOG ALLOWED    ALLOWED holds one regular expression a line, each under a comment that says why.
"""

import re
import sys
from pathlib import Path

log, allowed = (Path(name).read_text(encoding="utf-8") for name in sys.argv[1:3])
patterns = [line for line in allowed.splitlines() if line.strip() and not line.startswith("#")]
skipped = [line for line in log.splitlines() if line.startswith("SKIPPED ")]
unexpected = [line for line in skipped if not any(re.search(pattern, line) for pattern in patterns)]
print(f"{len(skipped)} skipped entries")
for line in skipped:
    print(("  NOT ON THE LIST: " if line in unexpected else "  ") + line)
sys.exit(1 if unexpected else 0)
