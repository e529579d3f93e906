"""Who may talk to the API: checks of Host, Origin, Fetch Metadata, token and content type, before any route runs.

The API listens on loopback, where every web page the user visits can send requests too. So a request must name
exactly our host (DNS rebinding), must not come from another origin (cross-site requests), and must carry the token
of this launch (other local users and programs). Pure functions over a WSGI environ: the same checks serve
ordinary requests and the websocket's handshake.

Sources, read 2026-11: fetch.spec.whatwg.org, w3.org/TR/fetch-metadata; CVE-2018-5702 (rebinding).
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

BAD_TOKEN_DELAY_SECONDS: Final = 0.05
METHODS: Final = frozenset({'GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'})
JSON_TYPE: Final = 'application/json'
FORM_TYPE: Final = 'multipart/form-data'
REFUSED_DESTINATIONS: Final = frozenset({
    'document', 'iframe', 'frame', 'object', 'embed', 'image', 'script', 'style', 'font', 'audio', 'video', 'track', 'manifest', 'worker',
    'sharedworker', 'serviceworker', 'xslt', 'report', 'paintworklet', 'audioworklet', 'webidentity', 'fencedframe', 'json',
})

Environ = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not served. `delay_seconds`: how long to wait before saying so."""

    status: int
    code: str
    message: str
    delay_seconds: float = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """What is allowed. `token` None switches the token check off; `origins` are those allowed besides our own."""

    port: int
    token: str | None
    origins: frozenset[str] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset({f'127.0.0.1:{self.port}', f'localhost:{self.port}'})

    @property
    def own_origins(self) -> frozenset[str]:
        return frozenset(f'http://{host}' for host in self.hosts)

    def allows_origin(self, origin: str) -> bool:
        return origin in self.own_origins or origin in self.origins


def check_transport(policy: Policy, environ: Environ) -> Refusal | None:
    """Checks that hold for everything on the port, the client's files included."""
    if environ.get('REQUEST_METHOD') not in METHODS:
        return Refusal(405, 'method_not_allowed', 'This method is not served.')
    if not str(environ.get('PATH_INFO', '')).startswith('/'):
        return Refusal(400, 'bad_request', 'The request target must be a path.')
    if environ.get('HTTP_TRANSFER_ENCODING') is not None and environ.get('CONTENT_LENGTH'):
        return Refusal(400, 'bad_request', 'Content-Length and Transfer-Encoding exclude each other.')
    if environ.get('HTTP_HOST') not in policy.hosts:
        return Refusal(421, 'wrong_host', 'This host name is not served here.')
    return None


def check_page(environ: Environ) -> Refusal | None:
    """A file of the client: anybody may load it at the top level, no other site may embed it."""
    if environ.get('HTTP_SEC_FETCH_SITE') in ('cross-site', 'same-site') and not (
        environ.get('HTTP_SEC_FETCH_MODE') == 'navigate' and environ.get('HTTP_SEC_FETCH_DEST') == 'document'
    ):
        return Refusal(403, 'cross_site', 'Requests from other sites are refused.')
    return None


def check_origin(policy: Policy, environ: Environ, *, embeddable: bool = False) -> Refusal | None:
    """Refuse what a page of another origin caused. Programs that are no browser send none of these headers."""
    origin = environ.get('HTTP_ORIGIN')
    if origin is not None and not policy.allows_origin(origin):
        return Refusal(403, 'wrong_origin', 'Requests from this origin are refused.')
    destination = environ.get('HTTP_SEC_FETCH_DEST')
    if destination in REFUSED_DESTINATIONS and not (embeddable and destination == 'image'):
        return Refusal(403, 'cross_site', 'The API is not a page, an image or a script.')
    site = environ.get('HTTP_SEC_FETCH_SITE')
    if site is None or site in ('same-origin', 'none') or (origin is not None and policy.allows_origin(origin)):
        return None
    if embeddable and site == 'same-site' and policy.origins and policy.token is None:
        return None
    return Refusal(403, 'cross_site', 'Requests from other sites are refused.')


def check_token(policy: Policy, presented: str | None) -> Refusal | None:
    """`presented` is the bare token. Compared in constant time; a wrong one is answered late."""
    if policy.token is None:
        return None
    if presented is None:
        return Refusal(401, 'token_required', 'This API needs the launch token: send it as "Authorization: Bearer <token>".')
    if not hmac.compare_digest(presented.encode('utf-8', 'replace'), policy.token.encode()):
        return Refusal(401, 'token_required', 'The launch token is wrong. It changes at each start.', BAD_TOKEN_DELAY_SECONDS)
    return None


def bearer(environ: Environ) -> str | None:
    scheme, _, token = str(environ.get('HTTP_AUTHORIZATION', '')).partition(' ')
    return token if scheme.lower() == 'bearer' and token else None


def check_content_type(environ: Environ, *, upload: bool) -> Refusal | None:
    """Bodies are JSON, so that no form of another site can make one; uploads may be multipart (they need the token or our origin)."""
    has_body = environ.get('CONTENT_LENGTH') not in (None, '', '0') or 'HTTP_TRANSFER_ENCODING' in environ
    if not has_body:
        return None
    sent = str(environ.get('CONTENT_TYPE', '')).partition(';')[0].strip().lower()
    if sent == JSON_TYPE or (upload and sent == FORM_TYPE):
        return None
    return Refusal(415, 'wrong_content_type', 'The body must be application/json.')


def check_api(policy: Policy, environ: Environ, *, upload: bool = False, embeddable: bool = False) -> Refusal | None:
    """All checks of a request to a route, in the order in which a refusal tells the least."""
    return (
        check_transport(policy, environ)
        or check_origin(policy, environ, embeddable=embeddable)
        or check_token(policy, bearer(environ))
        or check_content_type(environ, upload=upload)
    )


def response_headers(policy: Policy, environ: Environ) -> list[tuple[str, str]]:
    """Headers of every API answer. Cross-origin sharing only for the origins that were allowed by name."""
    headers = [
        ('X-Content-Type-Options', 'nosniff'),
        ('Cache-Control', 'no-store'),
        ('Referrer-Policy', 'no-referrer'),
        ('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"),
        ('Cross-Origin-Resource-Policy', 'same-site' if policy.origins and policy.token is None else 'same-origin'),
    ]
    origin = environ.get('HTTP_ORIGIN')
    if origin is not None and origin in policy.origins:
        headers += [
            ('Access-Control-Allow-Origin', origin),
            ('Access-Control-Allow-Headers', 'Authorization, Content-Type'),
            ('Access-Control-Allow-Methods', 'GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS'),
            ('Access-Control-Allow-Credentials', 'true'),
            ('Access-Control-Expose-Headers', 'Content-Disposition'),
            ('Access-Control-Max-Age', '600'),
            ('Vary', 'Origin'),
        ]
    return headers


PAGE_HEADERS: Final = (
    ('X-Content-Type-Options', 'nosniff'),
    ('Referrer-Policy', 'no-referrer'),
    ('Cross-Origin-Opener-Policy', 'same-origin'),
    ('Cross-Origin-Resource-Policy', 'same-origin'),
    ('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()'),
    (
        'Content-Security-Policy',
        (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
            "frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'"
        ),
    ),
)
