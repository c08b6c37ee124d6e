// Purchases in lists, and one of them: what it was, undo, refund whole or in part.

import * as api from "../api.js";
import { make, show } from "../dom.js";
import * as format from "../format.js";
import { bar, button, fault, field, heading, outcome } from "../parts.js";
import * as session from "../session.js";
import { t } from "../texts.js";
import * as result from "./result.js";

export function list(purchases, back) {
  show("log", [
    bar("", back),
    heading(t("earlier")),
    purchases.length ? rows(purchases, back) : make("p", { class: "lead" }, t("earlier_none")),
  ]);
}

// A list of purchases, each of which opens.
export function rows(purchases, back) {
  return make(
    "ul",
    { class: "choices" },
    purchases.map((one) =>
      make(
        "li",
        {},
        make(
          "button",
          { type: "button", class: `choice ${one.state}`, onclick: () => open(one, back) },
          make("strong", {}, format.money(one.gross, one.currency)),
          make("span", {}, one.member),
          make("span", { class: "quiet" }, `${when(one.recorded_at)} · ${t(`state_${one.state}`)}`),
        ),
      ),
    ),
  );
}

export async function open(logged, back) {
  try {
    const found = await api.get(`purchases/${logged.id}`);
    draw(logged, found, back);
  } catch (error) {
    result.unanswered(error);
  }
}

function draw(logged, found, back) {
  const label = { amount: logged.gross, currency: logged.currency, member: logged.member };
  const left = found.left.reduce((total, line) => total + line.left, 0);
  const isGone = found.state === "cancelled" || !left;
  const until = new Date(found.recorded_at).getTime() + session.state.undo_minutes * 60000;
  const amount = format.money(logged.gross, logged.currency);
  show("purchase", [
    bar("", back),
    heading(t("purchase_title", { amount })),
    make("p", { class: "lead" }, `${logged.member} · ${when(found.recorded_at)} · ${t(`state_${found.state}`)}`),
    found.external_id && make("p", { class: "quiet" }, `${t("receipt")} ${found.external_id}`),
    outcome(found),
    isGone
      ? make("p", { class: "notice" }, t("purchase_nothing"))
      : make(
          "section",
          { class: "actions" },
          Date.now() < until && found.state === "confirmed" && button(t("undo"), () => result.askUndo(found.id, amount, label, () => draw(logged, found, back))),
          button(t("purchase_all", { amount: format.money(left, logged.currency) }), () => refund(found, [], { ...label, amount: left }, back), "danger"),
          partly(found, label, back),
        ),
  ]);
}

function partly(found, label, back) {
  const problem = make("div");
  const fields = found.left.filter((line) => line.left).map((line) => partField(line, label.currency));
  const form = make(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        const lines = chosen(form, found.left);
        if (!lines) return problem.replaceChildren(fault(t("problem_refund_exceeds_line")));
        if (lines.length) refund(found, lines, { ...label, amount: lines.reduce((sum, line) => sum + line.amount, 0) }, back);
      },
    },
    fields,
    problem,
    make("button", { class: "danger wide" }, t("purchase_back")),
  );
  return make("details", {}, make("summary", {}, t("purchase_part")), form);
}

function partField(line, currency) {
  const name = [t("purchase_line", { line: line.line }), line.category].filter(Boolean).join(" · ");
  const hint = t("purchase_left", { amount: format.money(line.left, currency) });
  return field(`line-${line.line}`, name, { inputmode: "decimal", placeholder: "0" }, hint);
}

// The lines that were typed; null when one is no amount or more than is left.
function chosen(form, left) {
  const lines = [];
  for (const line of left.filter((one) => one.left)) {
    const text = form.elements[`line-${line.line}`].value.trim();
    const amount = text ? format.amountOf(text) : 0;
    if (amount === null || amount > line.left) return null;
    if (amount) lines.push({ line: line.line, amount });
  }
  return lines;
}

function refund(found, lines, label, back) {
  result.send({ what: "refund", path: `purchases/${found.id}/refunds`, body: { lines }, label, again: back });
}

function when(instant) {
  const isToday = new Date(instant).toDateString() === new Date().toDateString();
  return isToday ? format.time(instant) : `${format.day(instant)}, ${format.time(instant)}`;
}
