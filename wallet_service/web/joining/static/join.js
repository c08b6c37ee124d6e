/* What a script adds to the joining pages; all of them work without it. */

/* A page around this one is told how high it is and what has happened. */
const { origin, event } = document.body.dataset;
if (origin && window.parent !== window) {
  const tell = (message) => window.parent.postMessage({ source: "wallet-service", ...message }, origin);
  const tellHeight = () => tell({ event: "height", height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
  new ResizeObserver(tellHeight).observe(document.body);
  tellHeight();
  tell({ event });
}

/* A form is sent once, however often the button is pressed. */
for (const form of document.forms) {
  form.addEventListener("submit", (submitted) => {
    if (form.dataset.isSent) submitted.preventDefault();
    form.dataset.isSent = "1";
    setTimeout(() => delete form.dataset.isSent, 5000);
  });
}

/* Six digits are the whole code; who was faster than this script has typed them already. */
const code = document.querySelector("[data-code]");
const sendWhole = () => {
  if (code.value.normalize("NFKC").replace(/\D/g, "").length === 6) code.form.requestSubmit();
};
code?.addEventListener("input", sendWhole);
if (code) sendWhole();

document.querySelector("[data-focus]")?.focus();

/* Past the limit of a network the browser proves itself, in a thread of its own. */
const asking = document.querySelector("[data-challenge]");
if (asking && window.crypto?.subtle) {
  const form = document.querySelector("form.join-form");
  asking.firstElementChild.textContent = asking.dataset.waiting;
  asking.firstElementChild.classList.add("waits");
  const worker = new Worker(new URL("./proof.js", import.meta.url));
  worker.addEventListener("message", ({ data }) => {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "proof", value: data }));
    form.requestSubmit();
  });
  worker.postMessage(asking.dataset.challenge);
}
