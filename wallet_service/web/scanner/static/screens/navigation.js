// Around the screens: place and person on top, the ways below, the last result.

import * as api from "../api.js";
import { make } from "../dom.js";
import { button } from "../parts.js";
import * as queue from "../queue.js";
import * as session from "../session.js";
import { t } from "../texts.js";

const ways = {};
let lastResult = null;
let counts = 0;

// The screens name themselves here, so that they need not know each other.
export function name(way, open) {
  ways[way] = open;
}

export function go(way, ...values) {
  return ways[way](...values);
}

export function top() {
  const { visitor } = session.state;
  return make(
    "header",
    { class: "top" },
    make("button", { type: "button", class: "plain place", onclick: () => go("places") }, session.place()),
    make("span", { class: "who" }, visitor.name),
    button(t("nav_lock"), lock, "plain"),
  );
}

export function bottom(current) {
  const waiting = make("span", { class: "count" });
  const way = (name, text, more = null) =>
    make("button", { type: "button", "aria-current": name === current ? "page" : null, onclick: () => go(name) }, text, more);
  const bar = make("nav", { class: "ways" }, way("scan", t("nav_scan")), way("log", t("nav_log")), way("waiting", t("nav_waiting"), waiting));
  count(waiting);
  return bar;
}

async function count(element) {
  const mine = ++counts;
  const entries = await queue.entries();
  // something newer is being counted
  if (mine !== counts) return;
  element.textContent = entries.length || "";
  element.dataset.counted = "yes";
  element.dataset.refused = entries.some((one) => one.state === "refused") ? "yes" : "no";
}

export async function recount() {
  const element = document.querySelector(".ways .count");
  if (element) await count(element);
}

export function remember(kind, text) {
  lastResult = { kind, text };
  const strip = document.querySelector(".last");
  if (strip) strip.replaceWith(last());
}

export function last() {
  if (!lastResult) return make("p", { class: "last", hidden: true });
  return make("p", { class: `last is-${lastResult.kind}` }, lastResult.text);
}

export async function lock() {
  if (!session.isOffline) await api.post("lock").catch(() => {});
  session.forget();
  await session.load().catch(() => {});
  go("unlock");
}
