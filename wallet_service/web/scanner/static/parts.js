// Parts that several screens show: frame, faults, cards in short, figures.

import { make } from "./dom.js";
import * as format from "./format.js";
import { has, t } from "./texts.js";

// What a problem says, in the page's language where we have words for it.
export function words(problem) {
  const name = `problem_${problem.code}`;
  return has(name) ? t(name) : problem.detail ?? t("refused");
}

export function fault(text) {
  return make("p", { class: "notice is-bad", role: "alert" }, text);
}

export function button(text, onclick, kind = "") {
  return make("button", { type: "button", class: kind, onclick }, text);
}

export function heading(text) {
  return make("h1", { tabindex: "-1" }, text);
}

export function bar(title, back) {
  return make(
    "header",
    { class: "bar" },
    back && make("button", { type: "button", class: "plain", onclick: back }, `‹ ${t("back")}`),
    title && make("p", {}, title),
  );
}

export function field(name, label, attributes = {}, hint = "") {
  const says = hint ? { "aria-describedby": `${name}-says` } : {};
  return make(
    "div",
    { class: "field" },
    make("label", { for: name }, label),
    make("input", { id: name, name, autocomplete: "off", ...says, ...attributes }),
    hint && make("p", { class: "hint", id: `${name}-says` }, hint),
  );
}

export function fact(label, value, quiet = "") {
  return make("div", {}, make("dt", {}, label), make("dd", {}, value, quiet && make("span", { class: "quiet" }, quiet)));
}

// The standing of a card as facts: what this kind has and nothing else.
export function standing(card) {
  const { standing: now, currency } = card;
  const facts = [];
  if (card.kind !== "stamp" && now.rate_bp !== null && card.kind !== "cashback") facts.push(fact(t("stand_discount"), format.rate(now.rate_bp)));
  if (now.cashback) facts.push(points(now.cashback, currency));
  if (now.stamps) facts.push(fact(t("stand_stamps"), `${now.stamps.count} / ${now.stamps.of}`));
  if (now.tier) facts.push(fact(t("stand_tier"), now.tier));
  if (now.turnover !== null) facts.push(turnover(now, currency));
  return make("dl", { class: "facts" }, facts);
}

function points(cashback, currency) {
  const quiet = [];
  if (cashback.pending) quiet.push(t("stand_pending", { amount: format.money(cashback.pending, currency) }));
  if (cashback.expires_next) {
    const { amount, on } = cashback.expires_next;
    quiet.push(t("stand_expiring", { amount: format.money(amount, currency), day: format.day(on) }));
  }
  return fact(t("stand_points"), format.money(cashback.available, currency), quiet.join(", "));
}

function turnover(now, currency) {
  const next = now.next_tier;
  const quiet = next ? t("stand_next", { left: format.money(next.left, currency), tier: next.name }) : "";
  return fact(t("stand_turnover"), format.money(now.turnover, currency), quiet);
}

// What a purchase does, as lines of label and figure.
export function outcome(found) {
  const { currency } = found.card;
  const rows = [];
  const row = (label, value, kind = "") => rows.push(make("div", { class: kind }, make("dt", {}, label), make("dd", {}, value)));
  if (found.discount) row(t("discount"), `−${format.money(found.discount, currency)}`);
  if (found.points_spent) row(t("paid_points"), `−${format.money(found.points_spent, currency)}`);
  row(t("to_pay"), format.money(found.payable, currency), "sum");
  const gains = earnings(found);
  if (gains.length) row(t("earns"), gains.join(", "), "gain");
  return make("dl", { class: "outcome" }, rows);
}

export function earnings(found) {
  const { currency } = found.card;
  const gains = [];
  if (found.earned) gains.push(t("earns_points", { amount: format.money(found.earned, currency) }));
  if (found.stamps_added) gains.push(t("earns_stamps", { count: found.stamps_added }));
  if (found.rewards_issued) gains.push(t("earns_rewards", { count: found.rewards_issued }));
  if (!gains.length && found.turnover_added) gains.push(t("earns_turnover", { amount: format.money(found.turnover_added, currency) }));
  return gains;
}
