// A second person agrees to a refund by their own PIN.

import * as api from "../api.js";
import { make, show } from "../dom.js";
import * as format from "../format.js";
import { button, heading } from "../parts.js";
import * as session from "../session.js";
import { t } from "../texts.js";
import * as navigation from "./navigation.js";
import { ask, pinField, whose } from "./unlock.js";

export function open(limit, asked, send) {
  const others = session.state.people.filter((one) => one.id !== session.state.visitor.id);
  const amount = format.money(limit, asked.label.currency);
  const people = others.map((one) => button(one.name, () => pin(one, asked, send), "person"));
  show("unlock", [
    heading(t("agree_title")),
    make("p", { class: "lead" }, others.length ? t("agree_lead", { amount }) : t("agree_nobody")),
    make("div", { class: "people" }, people),
    button(t("back"), () => navigation.go("scan"), "wide"),
  ]);
}

function pin(person, asked, send) {
  const title = t("unlock_pin", { name: person.name });
  ask(title, "", [whose(person.name), pinField("pin", t("pin_field"))], t("agree_go"), async (form) => {
    const purchaseId = asked.path.split("/")[1];
    const body = { user_id: person.id, pin: form.elements.pin.value, purchase_id: purchaseId };
    const { agreement } = await api.post("agreements", body);
    send({ ...asked, body: { ...asked.body, agreement } });
  }, () => navigation.go("scan"));
}
