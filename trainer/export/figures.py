"""The figures of an evaluation, as far as they are numbers, in Markdown tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from desk_access.service.evaluation_looks import Condition

_ESTIMATE = {"value", "low", "high"}
_LISTS = ("as_listed", "without_label_errors")


def tables(evaluation: Mapping[str, object]) -> Iterator[str]:
    """One table a recogniser: a row each figure, a column each condition.

    Takes what ``desk-train evaluate --json`` answers, or plainly figures by condition. What is no
    number is passed over; figures may be nested as deep as they like.
    """
    for title, conditions in _recognisers(evaluation):
        found = {name: dict(_leaves(figures, "")) for name, figures in conditions.items()}
        names = list(dict.fromkeys(name for figures in found.values() for name in figures))
        if not names:
            continue
        if title:
            yield f"### {title}"
            yield ""
        yield "| figure | " + " | ".join(found) + " |"
        yield "|---" * (len(found) + 1) + "|"
        for name in names:
            cells = [figures.get(name, "") for figures in found.values()]
            yield f"| {name} | " + " | ".join(cells) + " |"
        yield ""


def _recognisers(
    evaluation: Mapping[str, object],
) -> Iterator[tuple[str, Mapping[str, object]]]:
    recognisers = evaluation.get("recognisers")
    if not isinstance(recognisers, list):
        yield "", evaluation
        return
    for recogniser in recognisers:
        for key in _LISTS:
            conditions = recogniser.get(key) or []
            named = {_condition(each.get("condition")): each for each in conditions}
            title = f"{recogniser.get('name', '')}, {key.replace('_', ' ')}"
            yield (
                title,
                {
                    name: {k: v for k, v in each.items() if k != "condition"}
                    for name, each in named.items()
                },
            )


def _condition(told: object) -> str:
    """A condition is its name, or the fields of the evaluation's own conditions."""
    if not isinstance(told, Mapping):
        return str(told)
    try:
        return Condition(**told).text
    except TypeError:  # of another version
        return ", ".join(f"{name} {value}" for name, value in told.items())


def _leaves(value: object, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield name, f"{value:.4g}" if isinstance(value, float) else f"{value:,}"
    elif isinstance(value, Mapping) and set(value) == _ESTIMATE:
        low, high = value["low"], value["high"]
        yield name, f"{value['value']:.4g} ({low:.4g} to {high:.4g})"
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{name} {key}".strip().replace("_", " "))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _item(item, name)


def _item(item: object, name: str) -> Iterator[tuple[str, str]]:
    """An entry of a list is told from the others by its first number: the rate it is read at."""
    if isinstance(item, Mapping) and item:
        (key, rate), *rest = item.items()
        if isinstance(rate, int | float):
            yield from _leaves(dict(rest), f"{name} at {key} {rate:g}")
