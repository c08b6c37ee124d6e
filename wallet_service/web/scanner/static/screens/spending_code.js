// The member agrees to spend: four digits go to them, and are typed here.

import * as api from "../api.js";
import * as format from "../format.js";
import { field } from "../parts.js";
import { t } from "../texts.js";
import { ask } from "./unlock.js";

const DIGITS = { inputmode: "numeric", required: true, minlength: "4", maxlength: "9", class: "pin", enterkeyhint: "done" };

// First says what will happen, then sends the code and asks for it.
export function open(asked, send) {
  const { body, label } = asked;
  const points = body.points_to_spend ?? 0;
  const what = points ? format.money(points, label.currency) : label.reward;
  ask(t("code_title"), t("code_lead", { what, name: label.member }), [], t("code_send"), async () => {
    const sent = await api.post("codes", { card_id: body.card_id, points });
    type(sent, asked, send);
  }, asked.again);
}

function type(sent, asked, send) {
  const digits = field("code", t("code_field"), DIGITS, t("code_until", { time: format.time(sent.expires_at) }));
  const where = t(`code_sent_${[...sent.channels].sort().join("_")}`);
  ask(t("code_title"), where, [digits], t("code_go"), async (form) => {
    await check(sent.id, form.elements.code.value);
    send({ ...asked, body: { ...asked.body, code_id: sent.id } });
  }, () => open(asked, send));
}

async function check(id, typed) {
  try {
    await api.post(`codes/${id}`, { code: typed });
  } catch (error) {
    const left = error.document?.left;
    if (error.code === "code_wrong" && left) throw new Error(t("code_wrong", { count: left }));
    if (error.code === "code_wrong") throw new Error(t("problem_spending_locked"));
    throw error;
  }
}
