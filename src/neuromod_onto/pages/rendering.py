"""Fill the HTML templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import compact
from neuromod_onto.pages.explorer import Explorer
from neuromod_onto.pages.links import Links
from neuromod_onto.pages.spacing import without_breaks
from neuromod_onto.pages.term import term_page
from neuromod_onto.pages.texts import words_in


class Renderer:
    """Renders pages of one explorer with one way of linking.

    Args:
        explorer: where terms are read.
        links: where pages lie.
        navigation: names of the pages in the bar at the top; each is a key of the texts.
        packages: further packages whose ``templates`` folder is searched, before that of the shared ones.
        filters: what their templates call by name.

    """

    def __init__(
        self,
        explorer: Explorer,
        links: Links,
        navigation: Sequence[str] = (),
        packages: Sequence[str] = (),
        filters: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        self.explorer = explorer
        self.links = links
        self.navigation = tuple(navigation)
        loaders = [PackageLoader(package) for package in (*packages, "neuromod_onto.pages")]
        self._templates = Environment(
            loader=ChoiceLoader(loaders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters.update({"curie": compact, **(filters or {})})

    def warm(self) -> None:
        """Read all templates, so that they stay those of this program when its files are replaced."""
        for name in self._templates.list_templates(extensions=["html"]):
            self._templates.get_template(name)
        for language in LANGUAGES:
            words_in(language)

    def render(self, template: str, language: str, page: str, **values: Any) -> str:
        """Fill a template.

        Args:
            template: its file name.
            language: of the reader.
            page: name of the page, for the bar at the top and the switch of language.
            values: what the template shows; ``here(language)`` gives its address in each language.

        """
        values.setdefault("here", lambda tag: self.links.page(page, tag))
        html = self._templates.get_template(template).render(
            t=words_in(language),
            lang=language,
            languages=LANGUAGES,
            links=self.links,
            navigation=self.navigation,
            page=page,
            label=lambda iri: self.explorer.label(iri, language),
            **values,
        )
        return without_breaks(html) if language == "fr" else html

    def term(self, iri: str, language: str) -> str:
        """Return the page of a term."""
        return self.render(
            "term.html",
            language,
            "term",
            term=term_page(self.explorer, iri, language, self.links),
            here=lambda tag: self.links.term(iri, tag),
        )
