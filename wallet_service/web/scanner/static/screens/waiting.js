// What has no answer yet, and what was refused and waits for a person.

import { make, show } from "../dom.js";
import * as format from "../format.js";
import { button, heading, outcome, words } from "../parts.js";
import * as queue from "../queue.js";
import { t } from "../texts.js";
import * as navigation from "./navigation.js";

let latest = 0;
let shown;

export async function open() {
  latest += 1;
  const mine = latest;
  const entries = await queue.entries();
  // something newer was read meanwhile, or the screen was left
  if (mine !== latest) return;
  const seen = JSON.stringify(entries);
  // nothing is drawn again under a finger that is about to press
  if (document.body.dataset.screen === "waiting" && seen === shown) return;
  shown = seen;
  const deafen = queue.listen(open);
  const stop = () => {
    deafen();
    latest += 1;
  };
  show(
    "waiting",
    [
      navigation.top(),
      heading(t("waiting_title")),
      entries.length ? make("ul", { class: "entries" }, entries.map(item)) : make("p", { class: "lead" }, t("waiting_none")),
      entries.some((one) => one.state === "waiting") && button(t("waiting_send"), () => queue.sendWaiting(), "main wide"),
      navigation.bottom("waiting"),
    ],
    stop,
  );
}

function item(entry) {
  const isRefused = entry.state === "refused";
  return make(
    "li",
    { class: isRefused ? "is-bad" : "is-wait" },
    make("p", {}, make("strong", {}, `${t(`what_${entry.label.what}`)} · ${amountOf(entry.label)}`)),
    make("p", { class: "quiet" }, [entry.label.member, format.time(entry.order)].filter(Boolean).join(" · ")),
    make("p", {}, isRefused ? words(entry.problem) : t("waiting_open")),
    entry.problem?.preview && outcome(entry.problem.preview),
    isRefused && button(t("refused_settle"), () => queue.settle(entry.key)),
  );
}

export function amountOf(label) {
  if (label.reward) return label.reward;
  return label.currency ? format.money(label.amount, label.currency) : format.plainAmount(label.amount);
}
