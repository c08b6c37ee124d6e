// What became of a confirmation fills the screen: a word, a colour, a sound.

import * as api from "../api.js";
import { make, say, show } from "../dom.js";
import * as feedback from "../feedback.js";
import * as format from "../format.js";
import { button, earnings, heading, outcome, words } from "../parts.js";
import * as queue from "../queue.js";
import * as session from "../session.js";
import { t } from "../texts.js";
import * as agreement from "./agreement.js";
import * as navigation from "./navigation.js";
import * as spendingCode from "./spending_code.js";

// not a refusal but a question to the person at the counter
const QUESTIONS = new Set(["just_bought", "card_changed", "second_person_needed", "step_up_required"]);

// Confirm something and show what became of it. `again` leads back to where it began.
export async function send({ what, path, body, label, again }) {
  const { visitor } = session.state;
  show("sending", [heading(t("computing"))]);
  const made = { ...body, made_at: new Date().toISOString() };
  const sent = { path, body: made, shift: visitor.shift, userId: visitor.id, label: { ...label, what } };
  const result = await queue.confirm(sent);
  navigation.recount();
  if (result.state === "done") return done(what, result.answer, label);
  if (result.state === "waiting") return kept(label);
  return notDone(result, { what, path, body, label, again });
}

export function done(what, answer, label) {
  if (what === "purchase") return purchased(answer, label);
  if (what === "undo") return undone(label);
  if (what === "refund") return refunded(answer, label);
  return handedOut(answer, label);
}

function purchased(found, label) {
  const { currency } = found.card;
  const gains = earnings(found).map((gain) => make("p", { class: "gain" }, `+ ${gain}`));
  const text = t("done_paid", { amount: format.money(found.payable, currency) });
  navigation.remember("good", [label.member, text, earnings(found).join(", ")].filter(Boolean).join(" · "));
  fill("good", t("done"), [make("p", { class: "big" }, text), ...gains, balance(found.card)], [
    undoButton(found, label),
  ]);
}

function balance(card) {
  const { cashback, stamps } = card.standing;
  if (cashback) return make("p", {}, t("done_balance", { amount: format.money(cashback.available, card.currency) }));
  if (stamps) return make("p", {}, t("done_stamps", stamps));
  return null;
}

function undoButton(found, label) {
  const until = new Date(new Date(found.recorded_at).getTime() + session.state.undo_minutes * 60000);
  if (session.state.undo_minutes === 0) return null;
  const amount = format.money(found.gross, found.card.currency);
  return button(`${t("undo")} · ${t("undo_until", { time: format.time(until) })}`, () =>
    askUndo(found.id, amount, { ...label, currency: found.card.currency, amount: found.gross }, () => purchased(found, label)),
  );
}

export function askUndo(purchaseId, amount, label, back) {
  const again = () => navigation.go("log");
  fill("ask", t("undo_ask", { amount }), [make("p", {}, label.member)], [
    button(t("undo_yes"), () => send({ what: "undo", path: `purchases/${purchaseId}/cancel`, body: {}, label, again }), "danger"),
    button(t("undo_no"), back),
  ], { silent: true, isOver: false });
}

function undone(label) {
  const amount = format.money(label.amount, label.currency);
  navigation.remember("good", `${t("done_undone")} · ${amount}`);
  fill("good", t("done_undone"), [make("p", {}, t("done_undone_lead", { amount }))], []);
}

function refunded(found, label) {
  const { currency } = label;
  const lines = [make("p", { class: "big" }, t("done_refund_lead", { amount: format.money(found.money, currency) }))];
  if (found.points_returned) lines.push(make("p", {}, t("done_refund_points", { amount: format.money(found.points_returned, currency) })));
  if (found.earning_reversed) lines.push(make("p", {}, t("done_refund_earned", { amount: format.money(found.earning_reversed, currency) })));
  navigation.remember("good", `${t("done_refunded")} · ${format.money(found.money, currency)}`);
  fill("good", t("done_refunded"), lines, []);
}

function handedOut(found, label) {
  navigation.remember("good", `${t("what_reward")} · ${found.reward.name}`);
  fill("good", t("done_reward"), [make("p", { class: "big" }, found.reward.name), make("p", {}, label.member ?? found.card.member)], []);
}

function kept(label) {
  const amount = label.amount ? format.money(label.amount, label.currency) : label.reward ?? "";
  navigation.remember("wait", `${t("waiting")} · ${amount}`);
  fill("wait", t("waiting"), [make("p", { class: "big" }, amount), make("p", {}, t("waiting_lead"))], []);
}

// A person looks at the refusal now, so it is settled here and not left in the list.
async function notDone(result, asked) {
  const { problem, entry } = result;
  await queue.settle(entry.key);
  navigation.recount();
  if (problem.status === 401) return navigation.lock();
  const extra = problem.preview ? [outcome(problem.preview)] : [];
  if (!QUESTIONS.has(problem.code)) return refused(words(problem), ways(problem, asked), extra);
  asks(t(`ask_${problem.code}`), words(problem), ways(problem, asked), extra);
}

function ways(problem, asked) {
  const { body } = asked;
  if (problem.code === "just_bought") {
    return [button(t("refused_repeat"), () => send({ ...asked, body: { ...body, is_repeat_meant: true } }))];
  }
  if (problem.code === "card_changed") {
    const points = Math.min(body.points_to_spend ?? 0, problem.maximum ?? body.points_to_spend ?? 0);
    const fresh = { ...body, revision: problem.preview.card.revision, points_to_spend: points };
    return [button(t("refused_again"), () => send({ ...asked, body: fresh }), "main")];
  }
  if (problem.code === "second_person_needed") {
    return [button(t("agree_title"), () => agreement.open(problem.limit, asked, send), "main")];
  }
  if (problem.code === "step_up_required") {
    return [button(t("code_title"), () => spendingCode.open(asked, send), "main")];
  }
  return [button(t("back"), asked.again)];
}

export function refused(text, actions, extra = []) {
  navigation.remember("bad", `${t("refused")} · ${text}`);
  fill("bad", t("refused"), [make("p", { class: "big" }, text), ...extra], actions);
}

function asks(title, text, actions, extra) {
  navigation.remember("bad", `${t("refused")} · ${text}`);
  fill("ask", title, [make("p", { class: "big" }, text), ...extra], actions);
}

// For what only reads: no network, or a problem to tell.
export function unanswered(error) {
  if (error instanceof api.NoAnswer) return refused(t("no_network"), []);
  if (error instanceof api.Problem && error.status === 401) return navigation.lock();
  if (error instanceof api.Problem) return refused(words(error.document), []);
  throw error;
}

function fill(kind, title, lines, actions, { silent = false, isOver = true } = {}) {
  const next = () => navigation.go("scan");
  const isAsked = actions.some((one) => one?.classList.contains("main"));
  const go = isOver && button(t("next"), next, isAsked ? "wide next" : "main wide next");
  const back = isOver ? nextByScan(next) : () => {};
  show(
    `result is-${kind}`,
    [
      make("section", { class: "result" }, make("p", { class: "sign", "aria-hidden": "true" }), heading(title), lines),
      make("div", { class: "actions" }, actions, go),
    ],
    () => removeEventListener("keydown", back),
  );
  addEventListener("keydown", back);
  say([title, ...lines.filter(Boolean).map((line) => line.textContent)].join(". "));
  document.querySelector("button.next")?.focus({ preventScroll: true });
  if (!silent) feedback.give(kind);
}

// A hand scanner that types begins the next customer.
function nextByScan(next) {
  return (event) => {
    if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey) return;
    next();
    document.getElementById("q")?.focus();
  };
}

