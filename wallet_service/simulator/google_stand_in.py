"""A stand-in for Google Wallet: a real HTTP server in threads, and its phones' cloud.

REST calls are those of the discovery document, judged by its schemas and the rules in
words. Beside them: the token endpoint, the root keys of callbacks, and save links.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from datetime import datetime
from http.server import ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self

from wallet_service.simulator.google_accounts import Accounts
from wallet_service.simulator.google_callback_signer import CallbackSigner
from wallet_service.simulator.google_callbacks import CallbackSender
from wallet_service.simulator.google_errors import GoogleError, SaveRefused
from wallet_service.simulator.google_faults import GoogleFaults
from wallet_service.simulator.google_http import (
    KEYS_PATH,
    TOKEN_PATH,
    Handler,
    House,
    Journal,
)
from wallet_service.simulator.google_notices import NoticeLedger
from wallet_service.simulator.google_pictures import GooglePictures
from wallet_service.simulator.google_store import GoogleStore, Listener, Resource
from wallet_service.wallets.google import addresses, bodies, identifiers

_ONE_PERSON = frozenset({"ONE_USER_ALL_DEVICES", "ONE_USER_ONE_DEVICE"})


class GoogleStandIn:
    """A context manager; `port` 0 takes any free port.

    `allows_loopback` takes pictures and callbacks over plain http on this machine,
    `fetches_pictures` refuses what names a picture that cannot be fetched, `keep`
    bounds the calls that are remembered. `save_in_browser` is what a save link does
    that a browser opens: it gets the token and returns what to tell the person.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        host: str = "127.0.0.1",
        port: int = 0,
        allows_loopback: bool = False,
        fetches_pictures: bool = False,
        keep: int = 100_000,
    ) -> None:
        self.accounts = Accounts()
        self.faults = GoogleFaults()
        self.notices = NoticeLedger(clock)
        self.signer = CallbackSigner(clock)
        self.callbacks = CallbackSender()
        self.journal = Journal(keep)
        self.pictures = GooglePictures(fetches=fetches_pictures)
        self.store = GoogleStore(
            self.notices, self.pictures, allows_loopback=allows_loopback
        )
        self.save_in_browser: Callable[[str], str] | None = None
        self._wanted = (host, port)
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """The root of the API and of save links. Raises RuntimeError when stopped."""
        if self._server is None:
            raise RuntimeError("the stand-in is not started")
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def token_uri(self) -> str:
        """The token endpoint, for credentials files."""
        return self.url + TOKEN_PATH

    @property
    def keys_url(self) -> str:
        """Where the root keys of callbacks are."""
        return self.url + KEYS_PATH

    def credentials(self, issuer_id: str) -> bytes:
        """The credentials file of a new service account, invited by the issuer."""
        return self.accounts.create(issuer_id, self.token_uri)

    def on_change(self, listener: Listener) -> None:
        """Call `listener` with the id of each object whose card looks different now."""
        self.store.on_change(listener)

    def card(self, object_id: str) -> Resource:
        """What phones show: the object with its class. Raises GoogleError."""
        return self.store.get(bodies.OBJECT, object_id)

    def save(self, token: str, *, phone: str, person: str) -> tuple[str, ...]:
        """A person saves what a link names; the objects' ids. Raises SaveRefused."""
        account, claims = self.accounts.read_save_token(token)
        named = claims["payload"].get("loyaltyObjects")
        if not isinstance(named, list) or not named:
            raise SaveRefused("the link names no object")
        saved = tuple(self._named(one, account.issuers) for one in named)
        for object_id in saved:
            self._check_person(object_id, person)
        for object_id in saved:
            self.store.hold(object_id, phone, person)
            self._call_back(object_id, "save")
        return saved

    def delete(self, object_id: str, *, phone: str) -> None:
        """A person takes the card out of the wallet."""
        self.store.let_go(object_id, phone)
        self._call_back(object_id, "del")

    def start(self) -> None:
        """Listen, and serve in threads."""
        house = House(
            self.accounts,
            self.faults,
            self.journal,
            self.signer,
            self.store,
            self._show_page,
        )
        handler = type("GoogleHandler", (Handler,), {"house": house})
        self._server = ThreadingHTTPServer(self._wanted, handler)
        self._server.daemon_threads = True
        Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},
            name="google-stand-in",
            daemon=True,
        ).start()
        self.callbacks.start()

    def stop(self) -> None:
        """Close the door."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        self.callbacks.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _show_page(self, token: str) -> tuple[int, str]:
        """The status and the page of a save link in a browser."""
        try:
            self.accounts.read_save_token(token)
            said = self.save_in_browser(token) if self.save_in_browser else _NO_PHONE
        except SaveRefused as error:
            return 400, _PAGE.format(html.escape(str(error)))
        return 200, _PAGE.format(html.escape(said))

    def _named(self, one: Mapping[str, Any], issuers: frozenset[str]) -> str:
        """The object that a link names; a link with a whole object creates it."""
        object_id = str(one.get("id"))
        if object_id.partition(".")[0] not in issuers:
            raise SaveRefused("the link's issuer has not invited the account")
        try:
            if set(one) > {"id", "classId"}:
                self._create(one)
            self.card(object_id)
        except GoogleError as error:
            raise SaveRefused(error.message) from None
        return object_id

    def _create(self, body: Mapping[str, Any]) -> None:
        """What is there already stays as it is: a link changes nothing."""
        try:
            self.store.insert(bodies.OBJECT, body)
        except GoogleError as error:
            if error.status != 409:
                raise

    def _check_person(self, object_id: str, person: str) -> None:
        its_class = self.card(object_id)["classReference"]
        others = self.store.people(object_id) - {person}
        if others and its_class.get(_STATUS) in _ONE_PERSON:
            raise SaveRefused("the card is on another person's phone")

    def _call_back(self, object_id: str, event: str) -> None:
        card = self.card(object_id)
        url = card["classReference"].get("callbackOptions", {}).get("url")
        if not url or not addresses.is_loopback_http(url):
            return  # a stand-in calls nobody on the open internet
        message = self.signer.message(
            class_id=card["classId"], object_id=object_id, event=event
        )
        issuer_id = identifiers.issuer_of(object_id)
        body = self.signer.sign(message, issuer_id=issuer_id)
        self.callbacks.send(url, event=event, object_id=object_id, body=body)


_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    "<title>Google Wallet stand-in</title><style>"
    "body {{ max-width: 28rem; margin: 3rem auto; padding: 0 1.25rem;"
    " font: 1.125rem/1.5 system-ui, sans-serif }}"
    "p {{ padding: 1.25rem; border: 1px solid color-mix(in srgb, currentcolor 25%,"
    " transparent); border-radius: .75rem }}"
    "h1 {{ font-size: 1.25rem }}</style>"
    "<h1>Google Wallet stand-in</h1><p>{}</p>"
)
_NO_PHONE = "The link is good. No virtual phone is here to save the card."
_STATUS = "multipleDevicesAndHoldersAllowedStatus"
