// Money, rates and times in the reader's own form; amounts are minor units.

import { language } from "./texts.js";

const locale = language === "ru" ? "ru-RU" : "en-GB";
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
const calendarOfYears = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });

// The sign stands behind the number in both languages, as on the cards; without a network
// the currency of a card is not known.
export function money(amount, currency) {
  if (!currency) return new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(amount / 100);
  const form = { style: "currency", currency, currencyDisplay: "narrowSymbol" };
  const parts = new Intl.NumberFormat(locale, form).formatToParts(amount / 100);
  const sign = parts.find((part) => part.type === "currency").value;
  const number = parts.filter((part) => part.type !== "currency").map((part) => part.value);
  return `${number.join("").trim()}\u00a0${sign}`;
}

export function rate(basisPoints) {
  const form = { maximumFractionDigits: 2, style: "percent" };
  return new Intl.NumberFormat(locale, form).format(basisPoints / 10000);
}

export function time(instant) {
  return clock.format(new Date(instant));
}

export function day(date) {
  const found = new Date(date);
  const isThisYear = found.getFullYear() === new Date().getFullYear();
  return (isThisYear ? calendar : calendarOfYears).format(found);
}

// What a person typed, in minor units; null for what is no amount.
// "12 345,67", "12,345.67" and "12345" are all understood.
export function amountOf(text) {
  let plain = text.replace(/[\s\u00a0\u202f']/g, "");
  const mark = Math.max(plain.lastIndexOf(","), plain.lastIndexOf("."));
  const decimals = mark < 0 ? "" : plain.slice(mark + 1);
  if (mark >= 0 && decimals.length <= 2) {
    plain = plain.slice(0, mark).replace(/[.,]/g, "") + "." + decimals;
  } else {
    plain = plain.replace(/[.,]/g, "");
  }
  if (!/^\d{1,11}(\.\d{0,2})?$/.test(plain)) return null;
  const [whole, part = ""] = plain.split(".");
  return Number(whole) * 100 + Number(part.padEnd(2, "0"));
}

export function plainAmount(amount) {
  return (amount / 100).toFixed(2).replace(/\.00$/, "").replace(".", language === "ru" ? "," : ".");
}
