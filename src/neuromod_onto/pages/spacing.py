"""Keep French punctuation on the line of its word."""

from __future__ import annotations

import re

#: Markup and elements whose text is copied or run, or a space beside French punctuation.
_SPACES = re.compile(
    r"<(pre|textarea|code|script|style)\b.*?</\1>|<[^>]*>|(?P<space> (?=[;:?!»](?:\s|<|$))|(?<=«) )",
    re.DOTALL,
)


def without_breaks(html: str) -> str:
    r"""Return a page whose spaces before ``; : ? ! »`` and after ``«`` do not break.

    >>> without_breaks('<p title="a : b">stimulation : cible ?</p><pre>?s ?p ?o ; ?q ?r</pre>')
    '<p title="a : b">stimulation\xa0: cible\xa0?</p><pre>?s ?p ?o ; ?q ?r</pre>'
    """
    return _SPACES.sub(lambda found: "\xa0" if found["space"] else found[0], html)
