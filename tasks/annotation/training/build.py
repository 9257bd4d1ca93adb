"""From the data folder to a model folder: which corpora train the tagger, and what it is called."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

import torch

from tasks.annotation.tagger import load_tagger, piece_encoder
from tasks.annotation.training.corpora import Document, read_attributions, read_entities
from tasks.annotation.training.evaluate import evaluate_model
from tasks.annotation.training.export import export_model, file_sha256
from tasks.annotation.training.network import Network, load_encoder
from tasks.annotation.training.train import Plan, train

MODEL_ID: Final = "dateline-tagger-en"
WINDOW_PIECES: Final = 160


def train_tagger(
    data: Path, encoder: Path, folder: Path, plan: Plan, documents: int | None = None
) -> Network:
    """Return the tagger trained on the corpora of `data`, from the encoder's weights.

    Checkpoints and the log go to `folder`, from which a broken run goes on. `documents` limits
    the documents taken of each corpus, to try things out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    network = Network(plan.layers, plan.dropout)
    load_encoder(network, encoder / "model.safetensors")
    tokenizer = encoder / "tokenizer.json"
    taken = [corpus[:documents] for corpus in _training_corpora(data)]
    return train(
        network,
        list(chain.from_iterable(taken)),
        piece_encoder(tokenizer),
        plan,
        folder,
        log=_logger(folder / "train.log"),
        evaluate=partial(_describe_network, tokenizer=tokenizer, data=data),
    )


def _training_corpora(data: Path) -> Sequence[Sequence[Document]]:
    return (
        read_entities(data, "conll2003", "train"),
        read_entities(data, "worldwide", "train"),
        read_entities(data, "crossner_politics", "train"),
        read_attributions(data, "train"),
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
        export_model(network, tokenizer, Path(scratch), _description("probe"))
        figures = evaluate_model(load_tagger(Path(scratch)), data, share=5)
    return "; ".join(f"{name} {value:.1f}" for name, value in figures.items())


def _description(revision: str) -> dict[str, Any]:
    return {"model_id": MODEL_ID, "revision": revision, "window_pieces": WINDOW_PIECES}


def export_run(folder: Path, encoder: Path, model: Path) -> None:
    """Write the model folder of a training run; the revision is the hash of its weights."""
    weights = folder / "averaged.pt"
    network = Network()
    network.load_state_dict(torch.load(weights, weights_only=True))
    description = _description(file_sha256(weights)[:12])
    export_model(network.eval(), encoder / "tokenizer.json", model, description)
