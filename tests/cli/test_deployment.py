"""`prefect.yaml` deploys the flow that there is."""

from __future__ import annotations

import importlib
from pathlib import Path

import yaml

from flows.settings import Settings

ROOT = Path(__file__).parents[2]


def test_the_deployment_names_an_existing_flow_and_its_parameters() -> None:
    (deployment,) = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    file, _, name = deployment["entrypoint"].partition(":")
    flow = getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name)
    assert (ROOT / file).is_file()
    assert set(deployment["parameters"]) <= set(flow.parameters.properties)


def test_the_deployment_keeps_the_schedule_of_the_configuration_it_names() -> None:
    (deployment,) = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    schedule = Settings.read(ROOT / deployment["parameters"]["config_file"]).schedule
    (kept,) = deployment["schedules"]
    assert (kept["cron"], kept["timezone"]) == (schedule.cron, schedule.time_zone)
