"""Where a report comes from, in lines for people."""

from __future__ import annotations

from desk_access.model.report import ReportOrder, Stamp


def provenance(order: ReportOrder, stamp: Stamp) -> list[tuple[str, str]]:
    """What, and in which words. The ledger's head is named in full."""
    chosen = [("Person", order.code), ("Group", order.group)]
    return [
        ("Report", order.kind.value),
        ("First day", order.first.isoformat()),
        ("Last day", order.last.isoformat()),
        *((what, whom) for what, whom in chosen if whom is not None),
        ("Template", order.template.name),
        ("Written (UTC)", stamp.made_at.isoformat(timespec="seconds")),
        ("Export", stamp.export_id),
        ("Entries of the ledger", str(stamp.head.sequence)),
        ("Hash of the last one", stamp.head.entry_hash),
    ]


def foot(stamp: Stamp) -> str:
    """The same in a line for the foot of a page."""
    when = f"{stamp.made_at:%Y-%m-%d %H:%M} UTC"
    return (
        f"Export {stamp.export_id} · {when} · ledger {stamp.head.sequence} {stamp.head.entry_hash}"
    )
