"""Headers that protect readers: nothing runs or is shown but what this desk serves itself."""

from flask import Flask, Response, g, request

from claims.web.session import current_person

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def init_app(app: Flask) -> None:
    """Set the headers on every response."""
    app.after_request(_set_headers)


def _set_headers(response: Response) -> Response:
    if "secret" in (request.view_args or {}):
        _keep_secret(response)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if _is_private() else "no-cache"
    return response


def _keep_secret(response: Response) -> None:
    """Let nobody keep or find a page, or an error, whose address alone opens it, and tell no other site of it.

    The desk itself is told: on HTTPS its forms are refused when they do not say where they were (Flask-WTF).
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    response.headers.setdefault("Referrer-Policy", "same-origin")


def _is_private() -> bool:
    return "desk" not in g or current_person() is not None or request.path.startswith("/desk")
