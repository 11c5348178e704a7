"""Every failure the trainer expects, as one tree.

::

    DeskAccessError              what happened, and what to do about it
    └── TrainerError
        ├── DataUnusable         pictures, crops or their list: missing, empty, damaged
        ├── ConfigUnusable       a setting that is unknown or makes no sense
        ├── CheckpointUnusable   made by other code or other settings, or damaged
        ├── TrainingDiverged     the loss or a gradient is no number any more
        ├── GraphUnusable        an ONNX file that cannot be turned back into a network
        ├── ParityLost           an exported file does not give what the network gave
        └── OutputUnwritable     a result cannot be written: disk full, no permission

Everything else that is raised is a bug and may show a traceback.
"""

from __future__ import annotations

from desk_access.errors import DeskAccessError


class TrainerError(DeskAccessError):
    """An expected failure of the trainer."""


class DataUnusable(TrainerError):
    """Pictures, crops or the list of them are missing, empty or damaged."""


class ConfigUnusable(TrainerError):
    """A setting is unknown or makes no sense."""


class CheckpointUnusable(TrainerError):
    """The checkpoint was made by other code or other settings, or is damaged."""


class TrainingDiverged(TrainerError):
    """The loss or a gradient is no number any more."""


class GraphUnusable(TrainerError):
    """The ONNX file cannot be turned back into a network."""


class ParityLost(TrainerError):
    """The exported file does not give what the network gave."""


class OutputUnwritable(TrainerError):
    """A result cannot be written."""
