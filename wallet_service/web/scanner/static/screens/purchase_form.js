// The fields of a purchase: amount, or lines by category, points, receipt number.

import { make } from "../dom.js";
import * as format from "../format.js";
import { button, field } from "../parts.js";
import { t } from "../texts.js";

const MOST_LINES = 20;
const MONEY = { inputmode: "decimal", enterkeyhint: "done", maxlength: "16" };

// `changed` is called whenever something was typed.
export function purchaseForm(card, changed) {
  const amount = field("amount", t("amount"), { ...MONEY, class: "amount", placeholder: "0" }, t("amount_hint"));
  const lines = make("div", { class: "lines" });
  const points = pointsField(changed);
  const receipt = field("receipt", `${t("receipt")} (${t("optional")})`, { maxlength: "64" });
  const more = make(
    "details",
    { class: "extras" },
    make("summary", {}, `${t("by_category")}, ${t("receipt").toLowerCase()}`),
    lines,
    button(t("add_line"), addLine, "small"),
    receipt,
  );
  const element = make("div", { oninput: changed }, amount, points.element, more);
  const typed = amount.querySelector("input");

  function addLine() {
    if (lines.children.length >= MOST_LINES) return;
    lines.append(lineFields(lines.children.length + 1));
    typed.readOnly = true;
    lines.lastElementChild.querySelector("input").focus();
    changed();
  }

  function read() {
    const rows = [...lines.children].map(lineOf).filter((line) => line.amount);
    if (lines.children.length) typed.value = format.plainAmount(sum(rows));
    const whole = format.amountOf(typed.value);
    const found = lines.children.length ? rows : [{ amount: whole }];
    return {
      lines: found,
      total: lines.children.length ? sum(rows) : whole,
      points: points.value(),
      receipt: receipt.querySelector("input").value.trim() || null,
    };
  }

  return { element, read, limit: points.limit, focus: () => typed.focus(), currency: card.currency };
}

function lineFields(number) {
  const category = make("input", { "aria-label": `${t("category")} ${number}`, placeholder: t("category"), maxlength: "128" });
  const amount = make("input", { "aria-label": `${t("amount")} ${number}`, placeholder: "0", ...MONEY });
  return make("div", { class: "line" }, category, amount);
}

function lineOf(row) {
  const [category, amount] = row.querySelectorAll("input");
  return { category: category.value.trim() || null, amount: format.amountOf(amount.value) };
}

function sum(lines) {
  return lines.reduce((total, line) => total + line.amount, 0);
}

// Shown only when there is something that may be spent on this purchase.
function pointsField(changed) {
  const block = field("points", t("points"), { ...MONEY, placeholder: "0" }, " ");
  const input = block.querySelector("input");
  const hint = block.querySelector(".hint");
  let most = 0;
  const all = button(t("points_all"), () => {
    input.value = format.plainAmount(most);
    changed();
  }, "small");
  const element = make("div", { class: "points", hidden: true }, block, all);

  return {
    element,
    value: () => (element.hidden ? 0 : format.amountOf(input.value) ?? 0),
    limit(maximum, currency) {
      most = maximum;
      if (currency) hint.textContent = t("points_most", { amount: format.money(maximum, currency) });
      element.hidden = !maximum;
    },
  };
}
