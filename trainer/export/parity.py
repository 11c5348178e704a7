"""Does an exported file give what the network gave? Asserted, on real crops."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.errors import ParityLost
from trainer.export.faces import Rows
from trainer.export.form import Form


@dataclass(frozen=True, slots=True)
class Parity:
    """Cosines between a face's embedding by the file and by the network, over ``crops`` faces."""

    form: Form
    crops: int
    lowest: float
    mean: float

    def require(self) -> None:
        """Raises ParityLost unless the lowest cosine reaches the form's floor."""
        if not self.lowest >= self.form.floor:  # so that NaN fails too
            raise ParityLost(
                f"{self.form} does not give what the network gives: over {self.crops} crops the "
                f"cosine is {self.lowest:.5f} at least and {self.mean:.5f} in the mean, and must "
                f"be {self.form.floor} or more.",
                "Leave this form out, or train a network that bears it.",
            )


def parity(form: Form, network: Rows, file: Rows) -> Parity:
    """Compare the embeddings of the same faces. Both are N x D; raises ParityLost otherwise."""
    if network.shape != file.shape:
        raise ParityLost(
            f"{form} gives {file.shape} numbers, the network {network.shape}.",
            "Make the network give one row of numbers a face.",
        )
    cosines = (network * file).sum(1)
    return Parity(form, len(cosines), float(cosines.min()), float(cosines.mean()))
