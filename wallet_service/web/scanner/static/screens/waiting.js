// What has no answer yet, and what was refused and waits for a person.

import { make, show } from "../dom.js";
import * as format from "../format.js";
import { button, heading, outcome, words } from "../parts.js";
import * as queue from "../queue.js";
import { t } from "../texts.js";
import * as navigation from "./navigation.js";

// The list follows the queue as long as the screen is there: it listens before it reads,
// so that no change falls in between, and each screen listens with a function of its own.
export function open() {
  const list = make("ul", { class: "entries" });
  const none = make("p", { class: "lead", hidden: true }, t("waiting_none"));
  const main = button(t("waiting_send"), () => queue.sendWaiting(), "main wide");
  const read = async () => draw(await queue.entries(), list, none, main);
  let drawn = Promise.resolve();
  const follow = () => {
    drawn = drawn.then(read, read);
  };
  const deafen = queue.listen(follow);
  main.hidden = true;
  follow();
  show("waiting", [navigation.top(), heading(t("waiting_title")), list, none, main, navigation.bottom("waiting")], deafen);
}

function draw(entries, list, none, main) {
  keepUp(list, entries);
  none.hidden = entries.length > 0;
  main.hidden = !entries.some((one) => one.state === "waiting");
}

// Only what changed is drawn anew: nothing moves away under a finger about to press.
function keepUp(list, entries) {
  const known = new Map([...list.children].map((one) => [one.dataset.entry, one]));
  for (const entry of entries) {
    const old = known.get(entry.key);
    known.delete(entry.key);
    if (!old) list.append(item(entry));
    else if (old.dataset.state !== entry.state) old.replaceWith(item(entry));
  }
  for (const gone of known.values()) gone.remove();
}

function item(entry) {
  const isRefused = entry.state === "refused";
  return make(
    "li",
    { class: isRefused ? "is-bad" : "is-wait", "data-entry": entry.key, "data-state": entry.state },
    make("p", {}, make("strong", {}, `${t(`what_${entry.label.what}`)} · ${amountOf(entry.label)}`)),
    make("p", { class: "quiet" }, [entry.label.member, format.time(entry.order)].filter(Boolean).join(" · ")),
    make("p", {}, isRefused ? words(entry.problem) : t("waiting_open")),
    entry.problem?.preview && outcome(entry.problem.preview),
    isRefused && button(t("refused_settle"), () => queue.settle(entry.key)),
  );
}

export function amountOf(label) {
  if (label.reward) return label.reward;
  return format.money(label.amount, label.currency);
}
