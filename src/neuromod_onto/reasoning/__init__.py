"""What follows from the ontology: classification by HermiT, class-level relations, explanations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.reasoning.conclusion import Conclusion, reason
    from neuromod_onto.reasoning.explanation import Explanation, explain
    from neuromod_onto.reasoning.hermit import Taxonomy, classify, find_java
    from neuromod_onto.reasoning.relations import Relation, class_relations

__all__ = [
    "Conclusion",
    "Explanation",
    "Relation",
    "Taxonomy",
    "class_relations",
    "classify",
    "explain",
    "find_java",
    "reason",
]

__getattr__ = lazily(
    __name__,
    {
        "Conclusion": "conclusion",
        "Explanation": "explanation",
        "Relation": "relations",
        "Taxonomy": "hermit",
        "class_relations": "relations",
        "classify": "hermit",
        "explain": "explanation",
        "find_java": "hermit",
        "reason": "conclusion",
    },
)
