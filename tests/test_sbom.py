"""The bill of materials is valid CycloneDX, says what is installed, and is the same each time."""

from __future__ import annotations

import json
import tomllib
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from neuromod_onto.errors import InputError
from neuromod_onto.release.documents import Documents
from neuromod_onto.release.lockfile import LOCK, read_lock
from neuromod_onto.release.sbom import sbom

from .conftest import ROOT

pytest.importorskip("cyclonedx")


@pytest.fixture(scope="module")
def inputs() -> list[Any]:
    return Documents(ROOT).inputs


@pytest.fixture(scope="module")
def bill(inputs: list[Any]) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        read: dict[str, Any] = json.loads(sbom(ROOT, inputs))
    return read


def faults(document: dict[str, Any]) -> object:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(document))


def test_it_is_valid_by_the_schema_of_cyclonedx(bill: dict[str, Any]) -> None:
    assert bill["specVersion"] == "1.6"
    assert faults(bill) is None
    assert faults({**bill, "components": [{"name": "x"}]}) is not None  # the schema is applied


def test_every_declared_dependency_is_there_with_its_installed_version(bill: dict[str, Any]) -> None:
    from packaging.requirements import Requirement

    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    listed = {one["bom-ref"]: one for one in bill["components"]}
    for text in table["dependencies"]:
        name = Requirement(text).name.lower()
        assert listed[name]["version"] == version(name)
        assert listed[name]["scope"] == "required"
        assert listed[name]["purl"] == f"pkg:pypi/{name}@{version(name)}"
    assert listed["distributed"]["scope"] == "optional"
    assert not {"pytest", "mypy", "hypothesis"} & set(listed)
    direct = next(d["dependsOn"] for d in bill["dependencies"] if d["ref"] == "neuromod-onto")
    assert {"click", "pyoxigraph", "starlette"} <= set(direct)
    assert "markupsafe" not in direct
    through = next(d["dependsOn"] for d in bill["dependencies"] if d["ref"] == "jinja2")
    assert through == ["markupsafe"]


def test_a_dependency_has_the_checksums_that_the_lock_file_gives_its_version(bill: dict[str, Any]) -> None:
    locked = {pin.requirement.name: pin for pin in read_lock(ROOT / LOCK)}
    for name in ("click", "pyoxigraph", "starlette"):
        listed = next(one for one in bill["components"] if one["bom-ref"] == name)
        if listed["version"] == locked[name].version:
            assert files_of(listed) == set(locked[name].sha256)
        else:
            assert files_of(listed) == set()


def files_of(component: dict[str, Any]) -> set[str]:
    """The checksums of the files that a component may have come from."""
    found = component.get("externalReferences", ())
    assert all(one["type"] == "distribution" and one["url"] == component["purl"] for one in found)
    return {checksum["content"] for one in found for checksum in one["hashes"]}


def test_a_dependency_in_another_version_than_the_locked_one_has_no_checksum(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["click", "rich"]\n[project.optional-dependencies]\n'
    )
    (tmp_path / LOCK).parent.mkdir()
    ours, others = "a" * 64, "b" * 64
    (tmp_path / LOCK).write_text(
        f"click=={version('click')} \\\n    --hash=sha256:{ours}\nrich==0.0.1 --hash=sha256:{others}\n"
    )
    made = json.loads(sbom(tmp_path, []))
    files = {one["bom-ref"]: files_of(one) for one in made["components"]}
    assert (files["click"], files["rich"]) == ({ours}, set())
    assert faults(made) is None
    (tmp_path / LOCK).unlink()
    assert not any(files_of(one) for one in json.loads(sbom(tmp_path, []))["components"])


def test_licences_are_named(bill: dict[str, Any]) -> None:
    named = {one["bom-ref"]: one.get("licenses") for one in bill["components"]}
    assert named["click"] == [{"license": {"id": "BSD-3-Clause"}}]
    assert named["pyoxigraph"] == [{"expression": "MIT OR Apache-2.0"}]
    assert sum(not licences for licences in named.values()) < len(named) / 10


def test_the_data_it_carries_are_there_with_their_checksums(bill: dict[str, Any]) -> None:
    carried = {one["name"]: one for one in bill["metadata"]["component"]["components"]}
    content = (ROOT / "ontology" / "neuromod.ttl").read_bytes()
    assert carried["ontology/neuromod.ttl"]["hashes"] == [
        {"alg": "SHA-256", "content": sha256(content).hexdigest()}
    ]


def test_it_is_the_same_each_time_and_has_no_time_but_the_one_given(
    bill: dict[str, Any], inputs: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert json.loads(sbom(ROOT, inputs)) == bill
    assert "timestamp" not in bill["metadata"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = json.loads(sbom(ROOT, inputs))
    assert dated["metadata"]["timestamp"].startswith("2023-11-14T22:13:20")
    assert faults(dated) is None
    assert dated["serialNumber"] != bill["serialNumber"]
    assert json.loads(sbom(ROOT, inputs[1:]))["serialNumber"] != dated["serialNumber"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH"):
        sbom(ROOT, inputs)


def test_what_is_not_installed_has_no_version(inputs: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    real = metadata.metadata

    def without(name: str) -> Any:
        if name == "rich":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr("importlib.metadata.metadata", without)
    made = json.loads(sbom(ROOT, inputs))
    rich = next(one for one in made["components"] if one["bom-ref"] == "rich")
    assert "version" not in rich
    assert faults(made) is None
