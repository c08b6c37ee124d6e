"""The views of the demonstration: one page, and what can be done on it.

Every action answers with the whole page, so it works without a script; the script only
swaps the parts that changed.
"""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from wallet_service.passes import drawing
from wallet_service.simulator import demo_actions, demo_google, demo_texts
from wallet_service.simulator.demo_page import Outcome, Page, Place
from wallet_service.simulator.demo_world import KINDS, LANGUAGES
from wallet_service.simulator.demonstration import Demonstration

NAME = "demonstration"
FIRST_KIND = "cashback"

blueprint = Blueprint("demo", __name__)


@blueprint.get("/")
def index() -> AnyResponse:
    """The page, as it stands now."""
    if not _demo().is_ready:
        return _preparing()
    return _page(_place(), Outcome())


@blueprint.post("/preview")
def preview() -> AnyResponse:
    """Show what the purchase will do."""
    place = _place()
    return _page(place, demo_actions.preview(_demo(), place, request.form))


@blueprint.post("/purchases")
def purchase() -> AnyResponse:
    """Record the purchase that was previewed."""
    place = _place()
    return _page(place, demo_actions.record(_demo(), place, request.form))


@blueprint.post("/refunds")
def refund() -> AnyResponse:
    """Refund a purchase, whole or in part."""
    place = _place()
    return _page(place, demo_actions.refund(_demo(), place, request.form))


@blueprint.post("/people")
def add_person() -> AnyResponse:
    """Add a person with four cards and a phone."""
    place, outcome = demo_actions.add_person(_demo(), _place(), request.form)
    return _page(place, outcome)


@blueprint.post("/phone/<action>")
def phone_action(action: str) -> AnyResponse:
    """Add, remove or refresh the chosen card on the phone."""
    if action not in demo_actions.ON_PHONES:
        abort(404)
    place = _place()
    outcome = demo_actions.use_phone(_demo(), place, action)
    if outcome.error:
        return _page(place, outcome)
    address = url_for(
        ".index", language=place.language, phone=place.phone.id, kind=place.kind
    )
    return redirect(address, 303)


@blueprint.get("/code")
def owners_code() -> Response:
    """What the owner's authenticator app shows, anew as soon as it changes."""
    people = _demo().parts.people
    if people is None:
        abort(404)
    code = people.code(_demo().parts.clock())
    language = request.args.get("language", preferred_language())
    text = demo_texts.page(language if language in LANGUAGES else LANGUAGES[0])
    page = render_template("simulator/code.html", t=text, code=code, people=people)
    response = Response(page, mimetype="text/html")
    response.headers["Refresh"] = str(code.seconds_left)
    return response


@blueprint.get("/phones/<phone_id>/state.json")
def state(phone_id: str) -> Response:
    """A number that changes with everything that happens to the phone."""
    if _demo().world.phone(phone_id) is None:
        abort(404)
    return jsonify(version=_demo().version(phone_id))


@blueprint.get("/phones/<phone_id>/colours.css")
def colours(phone_id: str) -> Response:
    """The colours of the cards on a phone."""
    found = _demo().world.phone(phone_id)
    if found is None:
        abort(404)
    scene, _ = found
    cards = _demo().phone(phone_id).passes
    drawings = [drawing.draw(card.pass_file, scene.language) for card in cards]
    sheet = drawing.stylesheet(drawings)
    androids = _demo().androids
    if androids is not None:
        sheet += demo_google.colours(androids.drawings(found[1]).values())
    return Response(sheet, mimetype="text/css")


@blueprint.get("/phones/<phone_id>/<serial_number>/<revision>/<name>")
def picture(phone_id: str, serial_number: str, revision: str, name: str) -> Response:
    """A picture out of the file that the phone has downloaded."""
    found = _demo().world.phone(phone_id)
    card = _demo().phone(phone_id).find(serial_number) if found else None
    if found is None or card is None:
        abort(404)
    data = drawing.picture(card.pass_file.files, name, found[0].language)
    if data is None or not name.endswith(".png"):
        abort(404)
    response = Response(data, mimetype="image/png")
    # The address carries the copy's own mark, so it never shows another picture.
    if revision == drawing.mark(card.data):
        response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _demo() -> Demonstration:
    found: Demonstration = current_app.extensions[NAME]
    return found


def preferred_language() -> str:
    """The language that the browser asks for, if the demonstration speaks it."""
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _preparing() -> AnyResponse:
    language = preferred_language()
    text = demo_texts.page(language)
    page = render_template("simulator/preparing.html", t=text, language=language)
    response = Response(page, status=503, mimetype="text/html")
    response.headers["Refresh"] = "1"
    return response


def _place() -> Place:
    """Where the visitor is, by the address or the form; the first card otherwise."""
    world = _demo().world
    if not _demo().is_ready:
        abort(503)
    given = request.values
    found = world.phone(given.get("phone", ""))
    language = given.get("language", preferred_language())
    if found is None or found[0].language != language:
        scene = world.scenes.get(language, world.scenes[LANGUAGES[0]])
        found = scene, next(iter(scene.phones.values()))
    kind = given.get("kind", FIRST_KIND)
    return Place(*found, kind if kind in KINDS else FIRST_KIND)


def _page(place: Place, outcome: Outcome) -> AnyResponse:
    demo = _demo()
    phone = demo.phone(place.phone.id)

    def picture_of(kind: str, name: str) -> str:
        serial_number = place.phone.cards[kind].serial_number or ""
        card = phone.find(serial_number)
        return url_for(
            ".picture",
            phone_id=place.phone.id,
            serial_number=serial_number,
            revision=drawing.mark(card.data) if card else "-",
            name=name,
        )

    shown = Page(demo, place, outcome)
    page = render_template(
        "simulator/demo.html",
        page=shown,
        place=place,
        outcome=outcome,
        people=demo.parts.people,
        t=shown.t,
        kinds=KINDS,
        languages=LANGUAGES,
        picture_of=picture_of,
    )
    return Response(page, mimetype="text/html")
