"""With this folder on PYTHONPATH the window's libraries are out of reach, as if not installed.

Python imports this module at its start, so the programs that tests start are covered too.
"""

import sys
from importlib.abc import MetaPathFinder


class _OutOfReach(MetaPathFinder):
    def find_spec(self, fullname, path, target=None):
        if fullname.partition(".")[0] in {"PySide6", "shiboken6", "qtpy", "qtawesome"}:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


sys.meta_path.insert(0, _OutOfReach())
