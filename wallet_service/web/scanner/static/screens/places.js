// Where the scanner stands: chosen from the open locations where the person works.

import * as api from "../api.js";
import { make, show } from "../dom.js";
import { bar, button, heading } from "../parts.js";
import * as session from "../session.js";
import { t } from "../texts.js";
import * as navigation from "./navigation.js";
import * as result from "./result.js";

export function open() {
  const { locations, visitor } = session.state;
  const mustChoose = session.isMisplaced();
  const choices = locations.map((one) =>
    make("li", {}, make("button", { type: "button", class: "choice", "aria-pressed": String(one.id === visitor.location_id), onclick: () => choose(one) }, one.name)),
  );
  show(mustChoose ? "unlock" : "places", [
    !mustChoose && bar("", () => navigation.go("scan")),
    heading(mustChoose ? t("place_title") : t("setup_location")),
    mustChoose && make("p", { class: "lead" }, t("place_lead")),
    locations.length ? make("ul", { class: "choices" }, choices) : make("p", { class: "lead" }, t("setup_no_location")),
    mustChoose && button(t("unlock_other"), navigation.lock, "wide"),
    make("p", { class: "more" }, languageLink()),
  ]);
}

async function choose(place) {
  try {
    await api.post("location", { location_id: place.id });
    await session.load();
    navigation.go("scan");
  } catch (error) {
    result.unanswered(error);
  }
}

function languageLink() {
  const isRussian = document.documentElement.lang === "ru";
  return make("a", { href: `/scan?language=${isRussian ? "en" : "ru"}` }, isRussian ? "English" : "Русский");
}

