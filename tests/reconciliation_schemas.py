"""What answers of a reconciliation service look like, as JSON Schemas.

Written anew after the schemas of the Reconciliation Service API 0.2
(https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/, appendix "JSON Schemas"), with
unknown fields refused where the specification lists all of them.
"""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_TYPE = _object({"id": _TEXT}, {"name": _TEXT})
_TEMPLATE = {"type": "string", "pattern": r"\{\{id\}\}"}
_PATH = _object({"service_url": _TEXT, "service_path": _TEXT})
_ITEM = {"id": _TEXT, "name": _TEXT}
_SETTING = {"name": _TEXT, "label": _TEXT}

MANIFEST = _object(
    {
        "versions": {"type": "array", "items": _TEXT, "contains": {"const": "0.2"}},
        "name": _TEXT,
        "identifierSpace": _TEXT,
        "schemaSpace": _TEXT,
    },
    {
        "serviceVersion": _TEXT,
        "defaultTypes": {**_list(_TYPE), "uniqueItems": True},
        "view": _object({"url": _TEMPLATE}),
        "preview": _object({"url": _TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": _object({}, {"entity": _PATH, "property": _PATH, "type": _PATH}),
        "extend": _object(
            {},
            {
                "propose_properties": _PATH,
                "property_settings": _list(
                    {
                        "oneOf": [
                            _object(
                                {**_SETTING, "type": {"const": "number"}},
                                {"default": {"type": "number"}, "help_text": _TEXT},
                            ),
                            _object(
                                {
                                    **_SETTING,
                                    "type": {"const": "select"},
                                    "choices": _list(_object({"value": _TEXT, "name": _TEXT})),
                                },
                                {"default": _TEXT, "help_text": _TEXT},
                            ),
                        ]
                    }
                ),
            },
        ),
    },
)

RESULTS = {
    "type": "object",
    "additionalProperties": _object(
        {
            "result": _list(
                _object(
                    {**_ITEM, "score": {"type": "number"}},
                    {
                        "match": {"type": "boolean"},
                        "description": _TEXT,
                        "type": _list(_TYPE),
                        "features": _list(_object({"id": _TEXT, "value": {"type": ["boolean", "number"]}})),
                    },
                )
            )
        }
    ),
}

SUGGESTED_TERMS = _object({"result": _list(_object(_ITEM, {"description": _TEXT, "notable": _list(_TYPE)}))})
SUGGESTED = _object({"result": _list(_object(_ITEM, {"description": _TEXT}))})
PROPOSED = _object({"properties": _list(_object(_ITEM)), "type": _TEXT}, {"limit": {"type": "number"}})

_TIME = r"^[0-9]{4}-(1[0-2]|0[1-9])-(3[01]|0[1-9]|[12][0-9])T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$"
EXTENDED = _object(
    {
        "meta": _list(_object(_ITEM, {"type": _TYPE})),
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": _list(
                    {
                        "oneOf": [
                            _object({}),
                            _object(_ITEM, {"description": _TEXT}),
                            _object({"str": _TEXT}),
                            _object({"float": {"type": "number"}}),
                            _object({"int": {"type": "integer"}}),
                            _object({"date": {"type": "string", "pattern": _TIME}}),
                        ]
                    }
                ),
            },
        },
    }
)
