"""The demonstration: everything on this machine, in one folder, with one command."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.utils import redirect

from wallet_service import app as application
from wallet_service import clock, logs, schema, wiring
from wallet_service.cli import demo_house, demo_staff
from wallet_service.cli.background import Background
from wallet_service.cli.context import json_option, tell
from wallet_service.cli.failures import Failure
from wallet_service.cli.serving import until_told_to_stop
from wallet_service.simulator import development_files, pass_check, phone_errands
from wallet_service.simulator.apns_stand_in import ApnsStandIn
from wallet_service.simulator.demo_api import Api, ApiRefused
from wallet_service.simulator.demo_app import (
    Demonstration,
    DemoParts,
    create_demo_app,
)
from wallet_service.simulator.development_files import Authority
from wallet_service.simulator.google_errors import SaveRefused
from wallet_service.simulator.google_stand_in import GoogleStandIn
from wallet_service.wiring import Adapters

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOST = "127.0.0.1"
PATH = "/demo"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--data-dir",
    default=Path("data/demo"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Everything that the demonstration keeps.",
)
@click.option("--reset", is_flag=True, help="Begin anew: what is kept is removed.")
@json_option
def demo(port: int, data_dir: Path, *, reset: bool, as_json: bool) -> None:
    """Show the main job on this machine: cards, purchases, phones that change.

    Nothing leaves the machine. Apple's push service and Google Wallet are stand-ins
    here, and the phones are virtual; all speak the real protocols.
    """
    logs.configure("ERROR")
    folder = data_dir.resolve()
    if reset:
        demo_house.remove(folder)
    demo_house.make(folder)
    authority = development_files.open_or_make(
        folder / "development", now=clock.utc_now()
    )
    google = GoogleStandIn(clock=clock.utc_now, host=HOST, allows_loopback=True)
    with _stand_in(authority) as pushes, google:
        settings = demo_house.settings(folder, port, pushes.address, google)
        parts = wiring.build(settings)
        try:
            _show(parts, authority, pushes, google, port, as_json=as_json)
        finally:
            parts.close()


@contextmanager
def _stand_in(authority: Authority) -> Iterator[ApnsStandIn]:
    """Apple's push service, played on this machine."""
    stand_in = ApnsStandIn(
        certificate_pem=authority.server.certificate_pem,
        key_pem=authority.server.key_pem,
        client_ca_pem=authority.intermediate.certificate_pem,
        host=HOST,
    )
    with stand_in:
        yield stand_in


def _show(
    parts: Adapters,
    authority: Authority,
    pushes: ApnsStandIn,
    google: GoogleStandIn,
    port: int,
    *,
    as_json: bool,
) -> None:
    """Serve until told to stop."""
    schema.upgrade(parts.database)
    key = demo_house.brand_and_key(parts, google)
    demonstration = Demonstration(
        DemoParts(
            api=Api(parts.settings.base_url, key),
            pushes=pushes,
            root_pem=authority.root.certificate_pem,
            folder=parts.settings.data_dir,
            clock=parts.clock,
            google=google,
            people=demo_staff.open_or_make(parts),
        )
    )
    server = _server(parts, demonstration, port)
    background = Background(parts)
    background.start()
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    stopping = until_told_to_stop()
    address = f"{parts.settings.base_url}{PATH}/"
    if not as_json:
        click.echo(f"The demonstration is at {address}")
    try:
        _prepare(demonstration)
        ready = "Cards and phones are ready. Ctrl-C ends it; the data stays."
        tell(as_json, {"address": address}, ready)
        stopping.wait()
    finally:
        demonstration.close()
        server.shutdown()
        background.stop()


def _prepare(demonstration: Demonstration) -> None:
    if not demonstration.is_ready:
        click.echo("Setting up programs, members and phones; a moment ...", err=True)
    try:
        demonstration.prepare()
    except ApiRefused as refused:
        raise _begin_anew(f"the service refused a step of it: {refused}") from None
    except (
        phone_errands.LinkUnusable,
        pass_check.PassRefused,
        SaveRefused,
    ) as error:
        raise _begin_anew(f"a phone did not take its card: {error}") from None


def _begin_anew(reason: str) -> Failure:
    return Failure(
        f"the demonstration could not be set up, {reason}; begin anew with --reset"
    )


def _server(parts: Adapters, demonstration: Demonstration, port: int) -> BaseWSGIServer:
    """The service as it is, and the demonstration's page beside it."""
    service = application.create_app(parts.settings, parts)
    pages = create_demo_app(demonstration)
    both = _to_the_demonstration(DispatcherMiddleware(service, {PATH: pages}))
    return make_server(
        HOST,
        port,
        both,
        threaded=True,
        request_handler=_Quiet,
        fd=_listening(port).detach(),
    )


def _listening(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        message = f"port {port} is taken; choose another one with --port"
        raise Failure(message) from None
    listening.listen(128)
    return listening


def _to_the_demonstration(served: WSGIApplication) -> WSGIApplication:
    """Who opens the bare address is led to the page."""

    def application(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/":
            return redirect(f"{PATH}/")(environ, start_response)
        return served(environ, start_response)

    return application


class _Quiet(WSGIRequestHandler):
    """Says nothing of single requests: the page tells what happens."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None:
        """Nothing."""
