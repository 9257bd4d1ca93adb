"""From the data folder to a model folder: which corpora train the tagger, and what it is called."""

import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

import torch

from tasks.annotation.tagger import load_tagger, piece_encoder
from tasks.annotation.training.corpora import (
    Document,
    read_attributions,
    read_cases,
    read_entities,
    read_unlabelled,
)
from tasks.annotation.training.distill import Distillation, load_teacher, shrink
from tasks.annotation.training.evaluate import evaluate_model
from tasks.annotation.training.export import export_model, file_sha256
from tasks.annotation.training.network import Network, load_encoder
from tasks.annotation.training.plan import Plan, Shape
from tasks.annotation.training.train import Loss, corpus_loss, train

MODEL_ID: Final = "dateline-tagger-en"
SMALL_MODEL_ID: Final = "dateline-tagger-en-speed"
_WINDOW_PIECES: Final = {"pieces": 160, "words": 128}  # by what the network reads; tried on dev
_CASES_AN_EPOCH: Final = 8  # a hundred lines would not be noticed among a million words


@dataclass(frozen=True, slots=True)
class Places:
    """Folders: the corpora, the encoder's first weights, and where checkpoints and the log go."""

    data: Path
    encoder: Path
    run: Path


def train_tagger(
    places: Places, plan: Plan, *, weights: Path | None = None, documents: int | None = None
) -> Network:
    """Return the tagger trained on the corpora, from the encoder's weights.

    With `weights`, the `averaged.pt` of an earlier run, it is trained on from there instead. A
    broken run goes on from its last checkpoint. `documents` limits the documents taken of each
    corpus, to try things out.
    """
    torch.manual_seed(plan.seed)
    network = Network(plan.shape, plan.dropout)
    load_encoder(network, places.encoder / "model.safetensors")
    if weights is not None:
        network.load_state_dict(torch.load(weights, weights_only=True))
    taken = [corpus[:documents] for corpus in _training_corpora(places.data)]
    return _run(network, chain.from_iterable(taken), places, plan, corpus_loss)


def distill_tagger(
    places: Places, plan: Plan, teacher: Path, *, weights: Path | None = None
) -> Network:
    """Return a smaller tagger that learned to score as `teacher`, the `averaged.pt` of a run.

    It learns from the same corpora and from news texts without labels; with `weights`, those of an
    earlier run of its own, it goes on from there.
    """
    torch.manual_seed(plan.seed)
    large = load_teacher(teacher)
    documents = chain(*_training_corpora(places.data), read_unlabelled(places.data))
    student = shrink(large, plan.shape, plan.dropout)
    if weights is not None:
        student.load_state_dict(torch.load(weights, weights_only=True))
    return _run(student, documents, places, plan, Distillation(large))


def _run(
    network: Network, documents: Iterable[Document], places: Places, plan: Plan, loss: Loss
) -> Network:
    places.run.mkdir(parents=True, exist_ok=True)
    tokenizer = places.encoder / "tokenizer.json"
    return train(
        network,
        list(documents),
        piece_encoder(tokenizer),
        plan,
        places.run,
        log=_logger(places.run / "train.log"),
        evaluate=partial(_describe_network, tokenizer=tokenizer, data=places.data),
        loss=loss,
    )


def _training_corpora(data: Path) -> Sequence[Sequence[Document]]:
    return (
        read_entities(data, "conll2003", "train"),
        read_entities(data, "worldwide", "train"),
        read_entities(data, "crossner_politics", "train"),
        read_attributions(data, "train"),
        read_cases() * _CASES_AN_EPOCH,
    )


def _logger(path: Path) -> Callable[[str], None]:
    def log(line: str) -> None:
        stamped = f"{datetime.now(UTC):%H:%M:%S} {line}"
        print(stamped, flush=True)
        with path.open("a", encoding="utf-8") as lines:
            lines.write(stamped + "\n")

    return log


def _describe_network(network: Network, tokenizer: Path, data: Path) -> str:
    """Return the dev figures of the exported network on every fifth document, in one line."""
    with tempfile.TemporaryDirectory() as scratch:
        export_model(network, tokenizer, Path(scratch), _description(network, "probe"))
        figures = evaluate_model(load_tagger(Path(scratch)), data, share=5)
    return "; ".join(f"{name} {value:.1f}" for name, value in figures.items())


def _description(network: Network, revision: str) -> dict[str, Any]:
    return {
        "model_id": MODEL_ID if network.shape == Shape() else SMALL_MODEL_ID,
        "revision": revision,
        "window_pieces": _WINDOW_PIECES[network.shape.reads],
    }


def export_run(folder: Path, encoder: Path, model: Path) -> None:
    """Write the model folder of a training run; the revision is the hash of its weights."""
    weights = folder / "averaged.pt"
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    network = Network(Shape(**plan.get("shape", {})))
    network.load_state_dict(torch.load(weights, weights_only=True))
    description = _description(network, file_sha256(weights)[:12])
    export_model(network.eval(), encoder / "tokenizer.json", model, description)
