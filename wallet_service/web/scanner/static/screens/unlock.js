// The way to the scanner: set up the device, choose a PIN, unlock by PIN.

import * as api from "../api.js";
import { make, show } from "../dom.js";
import { button, fault, field, heading, words } from "../parts.js";
import * as queue from "../queue.js";
import * as session from "../session.js";
import { t } from "../texts.js";
import * as navigation from "./navigation.js";

const SIGN_IN = "/sign-in?next=/scan";

// Shows the step that is missing; `done` is called when somebody is at work.
export function open(done) {
  const { device, people, visitor } = session.state;
  if (session.isMisplaced()) return navigation.go("places");
  if (!visitor || visitor.is_locked) {
    if (device && people.length) return choosePerson(done);
    return askToSignIn();
  }
  if (!visitor.is_full || !visitor.role) return leaveFor("/sign-in/next?next=/scan");
  if (!device) return setUp(done);
  if (visitor.role !== "staff") return tellRole();
  if (!visitor.is_proven) return askToSignIn();
  return choosePin(done);
}

function leaveFor(address) {
  location.assign(address);
}

function askToSignIn(said = "") {
  show("unlock", [
    heading(t("setup_title")),
    make("p", { class: "lead" }, said || (session.isOffline ? t("no_network") : t("setup_lead"))),
    make("a", { class: "button main wide", href: SIGN_IN }, t("signin")),
  ]);
}

function tellRole() {
  show("unlock", [
    heading(t("setup_ready")),
    make("p", { class: "lead" }, t("setup_wrong_role")),
    button(t("unlock_other"), signOut, "wide"),
  ]);
}

async function signOut() {
  await api.post("lock").catch(() => {});
  session.forget();
  leaveFor(SIGN_IN);
}

function setUp(done) {
  const places = session.state.locations.map((one) => make("option", { value: one.id }, one.name));
  const place = make(
    "div",
    { class: "field" },
    make("label", { for: "location" }, t("setup_location")),
    make("select", { id: "location" }, places.length ? places : make("option", { value: "" }, t("setup_no_location"))),
  );
  const name = field("name", t("setup_name"), { required: true, maxlength: "255" }, t("setup_name_hint"));
  ask(t("setup_title"), t("setup_lead"), [name, place], t("setup_use"), async (form) => {
    const body = { name: form.elements.name.value, location_id: form.elements.location.value || null };
    await api.post("device", body);
    await again(done);
  });
}

function choosePin(done) {
  const { name } = session.state.visitor;
  const title = t("pin_title", { name });
  ask(title, t("pin_lead"), [whose(name), pinField("pin", t("pin_field"), "new-password")], t("pin_save"), async (form) => {
    await api.post("pin", { pin: form.elements.pin.value });
    await again(done);
  });
}

function choosePerson(done) {
  const people = session.state.people.map((one) => button(one.name, () => askPin(one, done), "person"));
  show("unlock", [
    heading(t("unlock_title")),
    make("div", { class: "people" }, people),
    make("a", { class: "button wide", href: SIGN_IN }, t("unlock_other")),
  ]);
}

function askPin(person, done) {
  const title = t("unlock_pin", { name: person.name });
  ask(title, "", [whose(person.name), pinField("pin", t("pin_field"))], t("unlock_go"), async (form) => {
    await unlock(person, form.elements.pin.value, done);
  }, () => choosePerson(done));
}

async function unlock(person, pin, done) {
  try {
    await api.post("unlock", { user_id: person.id, pin });
  } catch (error) {
    if (error.code === "pin_wrong" && error.document.left > 0) {
      throw new Error(t("unlock_wrong", { count: error.document.left }));
    }
    if (error.code === "pin_wrong" || error.code === "pin_gone") return askToSignIn(t("unlock_gone"));
    throw error;
  }
  await again(done);
}

async function again(done) {
  await session.load();
  queue.sendWaiting();
  if (session.isAtWork()) done();
  else open(done);
}

// Tells password managers whose PIN this is.
export function whose(name) {
  return make("input", { type: "text", value: name, autocomplete: "username", hidden: true, readonly: true });
}

export function pinField(name, label, autocomplete = "off") {
  return field(name, label, {
    type: "password",
    inputmode: "numeric",
    pattern: "[0-9]*",
    minlength: "4",
    maxlength: "8",
    required: true,
    autocomplete,
    class: "pin",
  });
}

// A form with one button; what goes wrong is told above it and nothing typed is lost.
export function ask(title, lead, fields, go, send, back = null) {
  const problem = make("div");
  const form = make(
    "form",
    {
      onsubmit: async (event) => {
        event.preventDefault();
        const main = form.querySelector("button.main");
        main.disabled = true;
        problem.replaceChildren();
        await send(form).catch((error) => problem.replaceChildren(fault(told(error))));
        main.disabled = false;
      },
    },
    fields,
    make("button", { class: "main wide" }, go),
    back && button(t("back"), back, "wide"),
  );
  show("unlock", [heading(title), lead && make("p", { class: "lead" }, lead), problem, form]);
  form.querySelector("input:not([hidden])")?.focus();
}

function told(error) {
  if (error instanceof api.Problem) return words(error.document);
  return error instanceof api.NoAnswer ? t("no_network") : error.message;
}
