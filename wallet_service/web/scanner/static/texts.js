// The words of the page's language; plurals by the language's own rules.

import english from "./texts_en.js";
import russian from "./texts_ru.js";

export const language = document.documentElement.lang === "ru" ? "ru" : "en";
const words = language === "ru" ? russian : english;
const plurals = new Intl.PluralRules(language);

export function t(name, values = {}) {
  let text = words[name];
  if (text === undefined) throw new Error(`no words named ${name}`);
  if (typeof text === "object") text = text[plurals.select(values.count)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export function has(name) {
  return name in words;
}
