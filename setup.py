"""Puts ``resources/`` into the wheel. Everything else stands in ``pyproject.toml``."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithResources(build_py):
    """An installed package has no folder beside it, so its resources travel inside."""

    def run(self) -> None:
        """Build the package, then copy the resources; a checkout is used as it is."""
        super().run()
        if not self.editable_mode:
            inside = Path(self.build_lib) / "desk_access" / "_resources"
            shutil.copytree("resources", inside, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithResources})
