"""A read-only service: pages for people, interfaces for programs, over one dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.serve.app import make_app
    from neuromod_onto.serve.running import serve

__all__ = ["make_app", "serve"]

__getattr__ = lazily(__name__, {"make_app": "app", "serve": "running"})
