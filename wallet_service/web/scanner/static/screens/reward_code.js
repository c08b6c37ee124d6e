// A reward by the code that its member shows.

import { field } from "../parts.js";
import { t } from "../texts.js";
import * as navigation from "./navigation.js";
import * as result from "./result.js";
import { ask } from "./unlock.js";

const CODE = { required: true, maxlength: "16", autocapitalize: "characters", spellcheck: "false", class: "code" };

export function open() {
  const typed = field("code", t("reward_code"), CODE);
  ask(t("reward_code_give"), "", [typed], t("reward_code_give"), async (form) => {
    const code = form.elements.code.value.trim();
    result.send({ what: "reward", path: "rewards", body: { code }, label: { amount: 0, reward: code }, again: open });
  }, () => navigation.go("scan"));
}
