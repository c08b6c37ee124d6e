// Where the scanner stands: chosen from the brand's open locations.

import * as api from "../api.js";
import { make, show } from "../dom.js";
import { bar, heading } from "../parts.js";
import * as session from "../session.js";
import { t } from "../texts.js";
import * as navigation from "./navigation.js";
import * as result from "./result.js";

export function open() {
  const { locations, device } = session.state;
  const choices = locations.map((one) =>
    make("li", {}, make("button", { type: "button", class: "choice", "aria-pressed": String(one.id === device.location_id), onclick: () => choose(one) }, one.name)),
  );
  show("places", [
    bar("", () => navigation.go("scan")),
    heading(t("setup_location")),
    locations.length ? make("ul", { class: "choices" }, choices) : make("p", { class: "lead" }, t("setup_no_location")),
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

