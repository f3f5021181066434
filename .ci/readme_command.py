"""Print one of the README's two commands: ``main`` or ``tests``."""

import re
import sys
from pathlib import Path

commands = re.findall(
    r"^```sh\n(.+?)\n```",
    (Path(__file__).parent.parent / "README.md").read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)
print(dict(zip(("main", "tests"), commands, strict=True))[sys.argv[1]])
