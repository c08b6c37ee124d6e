// A card at the counter: whose it is, what they have, the amount, one button.

import * as api from "../api.js";
import { make, say, show } from "../dom.js";
import * as format from "../format.js";
import { bar, button, earnings, fault, heading, outcome, standing, words } from "../parts.js";
import { language, t } from "../texts.js";
import * as navigation from "./navigation.js";
import * as purchase from "./purchase.js";
import { purchaseForm } from "./purchase_form.js";
import * as result from "./result.js";
import * as spendingCode from "./spending_code.js";

// figures are spoken when the typing rests, not with every digit
const REST = 800;
// so many purchases in 24 hours: look who it is
const OFTEN = 3;

export async function openById(id) {
  try {
    open((await api.get(`cards/${id}`)).card);
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    if (error.status === 401) return navigation.lock();
    result.refused(words(error.document), []);
  }
}

export function open(card) {
  const isUsable = card.state === "active" && !card.is_own;
  show("card", [
    bar("", () => navigation.go("scan")),
    who(card),
    card.is_own && fault(t("card_own")),
    card.state !== "active" && fault(t(`card_state_${card.state}`)),
    card.bought_lately >= OFTEN && make("p", { class: "notice is-wait" }, t("card_often", { count: card.bought_lately, name: card.member })),
    standing(card),
    isUsable && rewards(card),
    isUsable && counter(card),
    make("p", { class: "more" }, button(t("earlier"), () => earlier(card), "plain")),
  ]);
  document.getElementById("amount")?.focus();
  say([card.member, card.company].filter(Boolean).join(", "));
}

// Without a network only the code is known: the purchase is kept and sent later.
export function openOffline(code) {
  const problem = make("div");
  const form = purchaseForm({ currency: null }, refresh);
  const main = make("button", { class: "main wide confirm", disabled: true });
  const body = make("form", { class: "counter", onsubmit: send }, form.element, problem, main);
  show("card", [
    bar("", () => navigation.go("scan")),
    heading(t("offline_card", { end: code.slice(-4) })),
    make("p", { class: "notice is-wait" }, t("offline_lead")),
    body,
  ]);
  refresh();
  form.focus();

  function refresh() {
    const { total } = form.read();
    main.disabled = !total;
    main.textContent = t("confirm_offline", { amount: total ? format.money(total, null) : "" });
  }

  function send(event) {
    event.preventDefault();
    const { lines, receipt, total } = form.read();
    confirm({ card_code: code, lines, receipt }, { amount: total, currency: null, member: `…${code.slice(-4)}` });
  }
}

function who(card) {
  return make(
    "section",
    { class: "who-is" },
    heading(card.member),
    make("p", { class: "company" }, [card.company, card.role].filter(Boolean).join(" · ")),
    make("p", { class: "quiet" }, `${card.program} · …${card.number.slice(-4)}`),
  );
}

function rewards(card) {
  if (!card.rewards.length) return null;
  const items = card.rewards.map((one) =>
    make(
      "li",
      {},
      button(t("reward_give", { name: one.name }), () => handOut(card, one), "reward"),
      one.expires_at && make("span", { class: "quiet" }, t("reward_until", { day: format.day(one.expires_at) })),
    ),
  );
  return make("section", { class: "rewards" }, make("h2", {}, t("stand_rewards", { count: card.rewards.length })), make("ul", {}, items));
}

function handOut(card, reward) {
  const label = { amount: 0, currency: card.currency, member: card.member, reward: reward.name };
  const asked = { what: "reward", path: "rewards", body: { card_id: card.id, reward_id: reward.id }, label, again: () => openById(card.id) };
  if (card.code_for_rewards) return spendingCode.open(asked, result.send);
  result.send(asked);
}

// The amount and what comes of it; the button confirms exactly the figures shown.
function counter(card) {
  const problem = make("div");
  const figures = make("div", { class: "figures" });
  const form = purchaseForm(card, changed);
  const main = make("button", { class: "main wide confirm", disabled: true }, t("confirm", { amount: "" }));
  let shown = null;
  let typed = 0;
  let isAsking = false;
  let spoken;

  function changed() {
    typed += 1;
    shown = null;
    main.disabled = true;
    figures.classList.add("is-old");
    clearTimeout(spoken);
    const { total } = form.read();
    main.textContent = t("confirm", { amount: total ? format.money(total, card.currency) : "" });
    if (total) return ask();
    figures.replaceChildren();
    problem.replaceChildren();
  }

  // Asks at once, one question at a time; what was typed meanwhile is asked next.
  async function ask() {
    if (isAsking) return;
    isAsking = true;
    let asked;
    try {
      do {
        asked = typed;
        await preview();
      } while (asked !== typed && form.read().total);
    } finally {
      isAsking = false;
    }
  }

  async function preview() {
    const mine = typed;
    const wanted = request();
    try {
      const found = await api.post("preview", wanted);
      if (mine === typed) draw(found, wanted.points_to_spend);
    } catch (error) {
      if (mine === typed) failed(error);
    }
  }

  function draw(found, points) {
    problem.replaceChildren();
    form.limit(found.most_points, card.currency);
    // points that may be spent again after all, and were not asked about
    if (form.read().points !== points) return changed();
    shown = found;
    figures.replaceChildren(outcome(found), reasons(found));
    figures.classList.remove("is-old");
    main.textContent = t("confirm", { amount: format.money(found.payable, card.currency) });
    main.disabled = false;
    spoken = setTimeout(() => figures.isConnected && say([main.textContent, ...earnings(found)].join(", ")), REST);
  }

  function failed(error) {
    if (error instanceof api.NoAnswer) return keepForLater();
    if (!(error instanceof api.Problem)) throw error;
    if (error.status === 401) return navigation.lock();
    const { maximum } = error.document;
    if (maximum === undefined) return problem.replaceChildren(fault(words(error.document)));
    form.limit(maximum, card.currency);
    problem.replaceChildren(fault(t("points_over", { amount: format.money(maximum, card.currency) })));
  }

  // The network went away at the counter: earning is kept, points stay where they are.
  function keepForLater() {
    form.limit(0, card.currency);
    problem.replaceChildren();
    figures.replaceChildren(make("p", { class: "notice is-wait" }, t("scan_offline")));
    figures.classList.remove("is-old");
    main.textContent = t("confirm_offline", { amount: format.money(form.read().total, card.currency) });
    main.disabled = false;
  }

  function request() {
    const { lines, points, receipt } = form.read();
    return { card_id: card.id, lines, points_to_spend: points, receipt, made_at: new Date().toISOString() };
  }

  function send(event) {
    event.preventDefault();
    if (main.disabled) return;
    const { made_at: _, ...body } = request();
    if (shown) body.revision = shown.card.revision;
    const label = { amount: form.read().total, currency: card.currency, member: card.member };
    const again = () => openById(card.id);
    if (!shown?.needs_code) return confirm(body, label, again);
    spendingCode.open({ what: "purchase", path: "purchases", body, label, again }, result.send);
  }

  return make("form", { class: "counter", onsubmit: send }, form.element, problem, figures, main);
}

function reasons(found) {
  const lines = found.explanation[language].map((sentence) => make("li", {}, sentence));
  return make("details", { class: "why" }, make("summary", {}, t("why")), make("ol", {}, lines));
}

function confirm(body, label, again = () => navigation.go("scan")) {
  result.send({ what: "purchase", path: "purchases", body, label, again });
}

async function earlier(card) {
  try {
    const found = await api.get(`cards/${card.id}`);
    purchase.list(found.purchases, () => openById(card.id));
  } catch (error) {
    result.unanswered(error);
  }
}
