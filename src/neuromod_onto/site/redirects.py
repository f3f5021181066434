"""The rules by which w3id.org leads from an IRI to what the reader asked for."""

from __future__ import annotations


def htaccess(address: str) -> str:
    """Return an Apache ``.htaccess`` for the folder ``neuromod-onto`` of w3id.org.

    Args:
        address: where the site stands, such as ``https://example.org/neuromod-onto``.

    """
    site = address.rstrip("/")
    return f"""# w3id.org/neuromod-onto: content negotiation to {site}
Options +FollowSymLinks
RewriteEngine on

# documents of the ontology
RewriteRule ^ontology/([A-Za-z0-9_-]+)$ {site}/ontology/$1.ttl [R=303,L]

# a term as data
RewriteCond %{{HTTP_ACCEPT}} application/ld\\+json
RewriteRule ^(.+)$ {site}/id/$1.jsonld [R=303,L]
RewriteCond %{{HTTP_ACCEPT}} text/turtle
RewriteRule ^(.+)$ {site}/id/$1.ttl [R=303,L]

# a term as a page, in French when that is preferred
RewriteCond %{{HTTP:Accept-Language}} ^fr [NC]
RewriteRule ^(.+)$ {site}/fr/term/$1.html [R=303,L]
RewriteRule ^(.+)$ {site}/en/term/$1.html [R=303,L]
RewriteRule ^$ {site}/ [R=303,L]
"""
