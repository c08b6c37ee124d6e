// One's own shift: what was recorded in the last twelve hours.

import * as api from "../api.js";
import { make, show } from "../dom.js";
import * as format from "../format.js";
import { heading } from "../parts.js";
import { t } from "../texts.js";
import * as navigation from "./navigation.js";
import * as purchase from "./purchase.js";
import * as result from "./result.js";

export async function open() {
  let found;
  try {
    found = (await api.get("shift")).purchases;
  } catch (error) {
    return result.unanswered(error);
  }
  show("log", [
    navigation.top(),
    heading(t("log_title")),
    make("p", { class: "lead" }, found.length ? sums(found) : t("log_none")),
    purchase.rows(found, open),
    navigation.bottom("log"),
  ]);
}

function sums(found) {
  const counted = found.filter((one) => one.state !== "cancelled");
  const currencies = [...new Set(counted.map((one) => one.currency))];
  return currencies
    .map((currency) => {
      const own = counted.filter((one) => one.currency === currency);
      const amount = own.reduce((total, one) => total + one.left, 0);
      return t("log_sum", { count: own.length, amount: format.money(amount, currency) });
    })
    .join("; ");
}
