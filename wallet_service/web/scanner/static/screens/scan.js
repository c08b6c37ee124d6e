// The first screen of work: a camera that looks by itself, and a field for all else.

import * as api from "../api.js";
import * as camera from "../camera.js";
import { make, say, show } from "../dom.js";
import { bar, button, fault, heading, words } from "../parts.js";
import * as session from "../session.js";
import { t } from "../texts.js";
import * as card from "./card.js";
import * as navigation from "./navigation.js";
import * as rewardCode from "./reward_code.js";

let wantsCamera = true;

export function open() {
  const video = make("video", { playsinline: true, muted: true, "aria-hidden": "true" });
  const problem = make("div", { class: "problem" });
  const seen = make("div", { class: "finder" }, video, make("p", {}, t("scan_hint")));
  const input = make("input", {
    id: "q",
    name: "q",
    type: "search",
    autocomplete: "off",
    enterkeyhint: "search",
    autocapitalize: "none",
    spellcheck: "false",
  });
  const form = make(
    "form",
    { class: "search", role: "search", onsubmit: (event) => (event.preventDefault(), find(input.value, problem)) },
    make("label", { for: "q" }, t("scan_field")),
    make("div", { class: "row" }, input, make("button", { class: "main" }, t("scan_find"))),
  );
  let stop = () => {};
  let isGone = false;
  const wedge = handScanner(input);
  show(
    "scan",
    [
      navigation.top(),
      make("h1", { class: "unseen" }, t("scan_title")),
      session.isOffline && make("p", { class: "notice is-wait" }, t("scan_offline")),
      navigation.last(),
      seen,
      problem,
      form,
      make("p", { class: "by-code" }, button(t("reward_code_give"), rewardCode.open, "plain")),
      navigation.bottom("scan"),
    ],
    () => {
      isGone = true;
      stop();
      removeEventListener("keydown", wedge);
    },
  );
  addEventListener("keydown", wedge);
  look();

  async function look() {
    if (!wantsCamera) return offerCamera();
    try {
      const started = await camera.watch(video, (text) => find(text, problem));
      if (isGone) started();
      else stop = started;
    } catch (error) {
      if (!(error instanceof camera.NoCamera)) throw error;
      wantsCamera = false;
      offerCamera();
    }
  }

  function offerCamera() {
    seen.replaceChildren(make("p", {}, t("scan_no_camera")), button(t("scan_camera_on"), retry));
    seen.classList.add("is-off");
  }

  function retry() {
    wantsCamera = true;
    open();
  }
}

// Hand scanners type; what they type belongs into the field wherever the focus is.
function handScanner(input) {
  return (event) => {
    const isElsewhere = document.activeElement === document.body || document.activeElement?.tagName === "VIDEO";
    if (isElsewhere && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) input.focus();
  };
}

async function find(text, problem) {
  if (!text.trim()) return;
  problem.replaceChildren();
  try {
    const found = await api.get(`find?q=${encodeURIComponent(text.trim())}`);
    if (found.card) card.open(found.card);
    else if (found.found.length === 1) await card.openById(found.found[0].card_id);
    else choose(found.found);
  } catch (error) {
    if (error instanceof api.NoAnswer) return withoutNetwork(text.trim(), problem);
    if (!(error instanceof api.Problem)) throw error;
    if (error.status === 401) return navigation.lock();
    open();
    document.querySelector(".problem").replaceChildren(fault(words(error.document)));
    say(words(error.document));
  }
}

// A code can be kept for later; a name or a number cannot be looked up now.
function withoutNetwork(text, problem) {
  if (/^[\w-]{16,64}(\.\d+)?$/.test(text)) return card.openOffline(text);
  problem.replaceChildren(fault(t("no_network")));
}

function choose(found) {
  const items = found.map((one) =>
    make(
      "li",
      {},
      make(
        "button",
        { type: "button", class: "choice", onclick: () => card.openById(one.card_id) },
        make("strong", {}, one.member),
        make("span", {}, [one.company, one.program].filter(Boolean).join(" · ")),
        make("span", { class: "quiet" }, `…${one.number.slice(-4)}`),
      ),
    ),
  );
  show("found", [
    bar("", open),
    heading(t("found_title", { count: found.length })),
    make("ul", { class: "choices" }, items),
  ]);
}
