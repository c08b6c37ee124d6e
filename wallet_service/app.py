"""Builds the web application: one line for each step of the set-up."""

from __future__ import annotations

from flask_openapi.models.info import Info
from flask_openapi.openapi import OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from wallet_service import __version__, logs, wiring
from wallet_service.settings import Settings
from wallet_service.web import (
    access,
    api,
    apple_wallet,
    assets,
    desk,
    development,
    documentation,
    drawn_cards,
    errors,
    figures,
    google_wallet,
    joining,
    member,
    metrics,
    moments,
    operator,
    parsing,
    pictures,
    refusals,
    request_log,
    restoring,
    scanner,
    security_headers,
    staff,
)
from wallet_service.web import (
    adapters as web_adapters,
)
from wallet_service.web.api import rate_limit
from wallet_service.web.api.blueprints import Problem

KILOBYTE = 1024
LARGEST_BODY = 64 * KILOBYTE
MOST_FORM_PARTS = 100


def create_app(settings: Settings, adapters: wiring.Adapters | None = None) -> OpenAPI:
    """The application; without adapters it builds its own from the settings."""
    app = _empty_app()
    _limit_requests(app)
    _trust_proxies(app, settings.trusted_proxies)
    web_adapters.install(app, adapters or wiring.build(settings))
    # before_request and after_request run in this order and its reverse:
    # the request's id and time are there for everything that follows
    logs.configure(settings.log_level)
    request_log.install(app)
    metrics.install(app)
    security_headers.install(app, settings)
    errors.install(app)
    rate_limit.install(app, settings.api_rate_per_second)
    refusals.install(app)
    api.register(app)
    app.register_blueprint(documentation.blueprint)
    app.register_blueprint(apple_wallet.blueprint)
    app.register_blueprint(google_wallet.blueprint)
    app.register_blueprint(pictures.blueprint)
    app.register_blueprint(drawn_cards.blueprint)
    app.register_blueprint(joining.blueprint)
    app.register_blueprint(member.blueprint)
    app.register_blueprint(staff.blueprint)
    app.register_blueprint(desk.blueprint)
    app.register_blueprint(restoring.blueprint)
    app.register_blueprint(development.blueprint)
    app.register_blueprint(scanner.blueprint)
    scanner.paces.install(app)
    app.register_blueprint(operator.blueprint)
    moments.install(app)
    figures.install(app)
    assets.install(app)
    # last, when every route is known
    access.enforce(app)
    return app


def _empty_app() -> OpenAPI:
    app = OpenAPI(
        "wallet_service.web",
        info=Info(
            title="Wallet Service",
            version=__version__,
            description=documentation.INTRODUCTION,
        ),
        security_schemes={"api_key": {"type": "http", "scheme": "bearer"}},
        validation_error_model=Problem,
        validation_error_callback=errors.refuse_invalid,
        doc_prefix="/api/docs",
        doc_url="/openapi.json",
        static_folder=None,
    )
    app.openapi_version = "3.1.0"
    app.request_class = parsing.JsonRequest
    app.url_map.converters["default"] = parsing.PathSegment
    documentation.configure(app)
    return app


def _limit_requests(app: OpenAPI) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        PROPAGATE_EXCEPTIONS=False,
    )


def _trust_proxies(app: OpenAPI, count: int) -> None:
    """Read the visitor's address from the headers of so many proxies."""
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=0
        )
