"""The models' arrival and state in words."""

from __future__ import annotations

from desk_access.gui.view_models.moments import region
from desk_access.gui.view_models.words import translate
from desk_access.inference.model_sync import SyncProgress, SyncStep


def sync_sentence(progress: SyncProgress) -> tuple[str, float | None]:
    """What is being fetched, and how far all files together are: 0 to 1, None when unknown."""
    place = translate("Models", "File {position} of {count}: {file}").format(
        position=progress.position, count=progress.count, file=progress.spec.file
    )
    if progress.step is SyncStep.WAITING:
        return f"{place}\n{progress.source}", None
    size = region().formattedDataSize(progress.done)
    words = translate("Models", "{size} from {source}").format(size=size, source=progress.source)
    share = progress.share
    if share is not None:
        share = (progress.position - 1 + share) / progress.count
    return f"{place}\n{words}", share
