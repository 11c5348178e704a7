"""An evaluation's figures, with what only the trainer adds to them: clusters and label errors."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from desk_access.service.evaluation import Evaluation, Survey
from desk_access.service.evaluation_looks import Condition, Look
from desk_access.service.evaluation_scores import AS_LISTED
from desk_access.service.label_errors import LabelErrors
from trainer.evaluate.clustering import ClusteringFigures, cluster_people
from trainer.evaluate.label_search import Candidate, find_candidates


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """An evaluation's figures, and what only the trainer adds to them."""

    survey: Survey
    evaluation: Evaluation
    errors: LabelErrors | None
    clustering: dict[str, ClusteringFigures | None]


def slug(condition: Condition) -> str:
    """A condition's name in a file name."""
    done = [
        *(["mask"] if condition.mask else []),
        *([f"rotate{condition.rotate:g}"] if condition.rotate else []),
        *(["webcam"] if condition.webcam else []),
        *([f"{condition.frames}frames"] if condition.frames > 1 else []),
    ]
    return "-".join(done) or "clean"


def cluster(survey: Survey, errors: LabelErrors | None) -> dict[str, ClusteringFigures | None]:
    """Clustering of all pictures as they are, for each recogniser.

    Names that are known to be one person's count as one; pictures under a wrong name are left out.
    """
    trusted = errors or AS_LISTED
    names = list(survey.people.people)
    found = {}
    for measured in survey.measured:
        vectors, people = [], []
        for name, own in survey.people.people.items():
            person = min(names.index(each) for each in {name, *trusted.aliases(name)} & set(names))
            for path in own:
                title = path.relative_to(survey.people.folder).as_posix()
                if Look(path) in measured.embeddings and title not in trusted.wrong:
                    vectors.append(measured.embeddings[Look(path)][0])
                    people.append(person)
        found[measured.subject.name] = cluster_people(vectors, people, survey.seed)
    return found


def label_candidates(survey: Survey) -> list[Candidate]:
    """Who may be there under two names, by the first recogniser."""
    folder, embeddings = survey.people.folder, survey.measured[0].embeddings
    title = {
        path: path.relative_to(folder).as_posix()
        for own in survey.people.people.values()
        for path in own
    }
    people = {name: [title[path] for path in own] for name, own in survey.people.people.items()}
    vectors = {title[path]: embeddings[Look(path)][0] for path in title if Look(path) in embeddings}
    return find_candidates(people, vectors)


def figures(outcome: Outcome) -> dict[str, object]:
    """All figures as plain values."""
    clustering = {name: found and asdict(found) for name, found in outcome.clustering.items()}
    return asdict(outcome.evaluation) | {"clustering": clustering}
