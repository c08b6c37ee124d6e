/* Puts the form into the page that loads this script, where the script stands.

   <script async src="https://cards.example.com/join/.../embed.js"></script>

   data-target="#id"  puts it into that element instead
   data-lang="ru"     chooses the language; otherwise it is that of the page
   The frame tells what happens, as events that bubble: wallet-service:shown, :joined,
   :error, :height; nothing personal is among their details. */
(() => {
  "use strict";
  const script = document.currentScript;
  const WAIT = 10000;
  const address = new URL(script.src);
  address.pathname = address.pathname.replace(/\/embed\.js$/, "");
  address.search = "";
  address.searchParams.set("embed", "1");
  address.searchParams.set("origin", window.location.origin);
  const language = (script.dataset.lang || document.documentElement.lang || "").slice(0, 2);
  if (language === "en" || language === "ru") address.searchParams.set("language", language);

  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = script.dataset.title || (language === "ru" ? "Получить карту" : "Get a card");
  Object.assign(frame.style, { display: "block", width: "100%", height: "720px", border: "0", colorScheme: "light dark" });

  const happened = (name, detail) =>
    frame.dispatchEvent(new CustomEvent(`wallet-service:${name}`, { bubbles: true, detail }));
  const silence = setTimeout(() => happened("error", { reason: "no answer: is this page's origin allowed?" }), WAIT);

  window.addEventListener("message", (message) => {
    if (message.origin !== address.origin || message.source !== frame.contentWindow) return;
    const told = message.data;
    if (!told || told.source !== "wallet-service") return;
    clearTimeout(silence);
    if (told.event === "height") frame.style.height = `${Number(told.height) || 720}px`;
    happened(told.event, told.event === "height" ? { height: Number(told.height) } : {});
  });

  const target = script.dataset.target && document.querySelector(script.dataset.target);
  if (target) target.append(frame);
  else script.after(frame);
})();
