// Swaps the parts of the page that changed. Without it every form and link still works.

const INTERVAL = 400;
const LIVE = ["trail", "purchases", "ledger"];
const parser = new DOMParser();
let busy = false;
// Counts what the visitor did: an answer asked for before that is out of date.
let turn = 0;

function byId(id, root = document) {
  return root.getElementById(id);
}

async function load(url, options) {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  const page = parser.parseFromString(await answer.text(), "text/html");
  if (!byId("panel", page)) throw new Error(`unexpected answer ${answer.status}`);
  return page;
}

// The colours of a new look must be there before the card that needs them.
async function takeColours(page) {
  const now = byId("colours");
  const next = byId("colours", page);
  if (now.getAttribute("href") === next.getAttribute("href")) return;
  const link = document.importNode(next);
  await new Promise((resolve) => {
    link.addEventListener("load", resolve, { once: true });
    link.addEventListener("error", resolve, { once: true });
    now.after(link);
  });
  now.remove();
}

// At Google a figure is known by its label.
function shownValues(root) {
  const found = new Map();
  for (const field of root.querySelectorAll("#phone .google-front .google-item")) {
    found.set(`google ${field.querySelector("dt").textContent}`, field.querySelector("dd"));
  }
  for (const field of root.querySelectorAll("#phone .side-front [data-key]")) {
    found.set(field.dataset.key, field.querySelector("dd"));
  }
  return found;
}

function valuesOf(root) {
  return new Map([...shownValues(root)].map(([key, value]) => [key, value.textContent]));
}

// Many people make a row that is longer than its place.
function showOwner() {
  const owner = document.querySelector(".owners [aria-current]");
  owner.parentElement.scrollLeft = owner.offsetLeft - owner.parentElement.offsetLeft - 16;
}

async function takePhone(page) {
  await takeColours(page);
  const before = valuesOf(document);
  const sameCard = document.body.dataset.here === page.body.dataset.here;
  const notice = document.querySelector("[data-notice]")?.dataset.notice;
  const turned = byId("turn")?.checked && sameCard;
  const alert = document.querySelector("[data-alert]")?.dataset.alert;
  const isOpen = document.querySelector(".google-more")?.open && sameCard;
  const held = byId("phone").contains(document.activeElement) ? document.activeElement : null;
  byId("phone").replaceWith(document.adoptNode(byId("phone", page)));
  if (turned && byId("turn")) byId("turn").checked = true;
  if (isOpen && document.querySelector(".google-more")) document.querySelector(".google-more").open = true;
  if (held) {
    const fields = [...byId("phone").querySelectorAll("a, button, input")];
    fields.find((one) => one.outerHTML === held.outerHTML)?.focus({ preventScroll: true });
  }
  showOwner();
  const fresh = document.querySelector("[data-notice]");
  // Both are moments in UTC: with a card its notices go, and an older one is seen again.
  if (fresh && sameCard && fresh.dataset.notice > (notice ?? "")) fresh.classList.add("arriving");
  const rung = document.querySelector("[data-alert]");
  if (rung && sameCard && rung.dataset.alert > (alert ?? "")) rung.classList.add("arriving");
  if (!sameCard) return;
  for (const [key, value] of shownValues(document)) {
    if (before.has(key) && before.get(key) !== value.textContent) value.classList.add("changed");
  }
}

function takeLive(page) {
  for (const id of LIVE) {
    const now = byId(id);
    const next = byId(id, page);
    // What somebody is using, or what is the same, stays where it is.
    const inUse = now.contains(document.activeElement) || now.querySelector("details[open]");
    if (!inUse && now.outerHTML !== next.outerHTML) now.replaceWith(document.adoptNode(next));
  }
}

// Where a keyboard goes on after its place on the page was drawn anew.
function focusAfter(origin) {
  const said = byId("panel").querySelector("[data-focus]");
  if (said) {
    said.focus({ preventScroll: true });
    said.scrollIntoView({ behavior: motion(), block: "nearest" });
  } else if (origin.closest("#phone .owners")) {
    document.querySelector(".owners [aria-current]").focus();
  } else if (origin.closest("#phone")) {
    document.querySelector("#turn, .no-card button")?.focus({ preventScroll: true });
  } else {
    const place = origin.closest(".kinds") ? ".kinds [aria-current]" : "#amount";
    byId("panel").querySelector(place)?.focus();
  }
}

async function takeAll(page, origin) {
  const panel = byId("panel", page);
  const { state, version, here } = page.body.dataset;
  await takePhone(page);
  byId("panel").replaceWith(document.adoptNode(panel));
  document.title = page.title;
  Object.assign(document.body.dataset, { state, version, here });
  focusAfter(origin);
}

function motion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

// On a small screen the phone may lie below the form, or above the purchases.
function showPhone() {
  const { top, bottom } = document.querySelector(".device").getBoundingClientRect();
  if (top >= 0 && bottom <= innerHeight) return;
  byId("phone").scrollIntoView({ behavior: motion(), block: "end" });
}

async function submit(form) {
  busy = true;
  turn += 1;
  const body = new URLSearchParams(new FormData(form));
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  try {
    const page = await load(form.action, { method: "POST", body });
    await takeAll(page, form);
    if (document.querySelector(".message.is-good")) showPhone();
    history.replaceState(null, "", document.body.dataset.here);
  } catch {
    form.submit();
  } finally {
    busy = false;
  }
}

async function follow(link) {
  busy = true;
  turn += 1;
  try {
    const page = await load(link.href);
    await takeAll(page, link);
    history.pushState(null, "", link.href);
    document.documentElement.lang = page.documentElement.lang;
  } catch {
    location.assign(link.href);
  } finally {
    busy = false;
  }
}

async function look() {
  if (busy || document.hidden) return;
  const { state, version, here } = document.body.dataset;
  const started = turn;
  const answer = await fetch(state, { credentials: "same-origin" });
  const now = await answer.json();
  if (String(now.version) === version || turn !== started) return;
  const page = await load(here);
  if (turn !== started) return;
  document.body.dataset.version = page.body.dataset.version;
  await takePhone(page);
  takeLive(page);
}

async function watch() {
  try {
    await look();
  } catch {
    // The service is being restarted: look again.
  }
  setTimeout(watch, INTERVAL);
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  submit(event.target);
});

// Without a script the browser opens the details that it is sent into.
function jump(link) {
  const target = document.querySelector(link.hash);
  if (!target) return;
  for (let one = target.closest("details"); one; one = one.parentElement.closest("details")) {
    one.open = true;
  }
  target.scrollIntoView({ behavior: motion(), block: "center" });
  target.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const within = event.target.closest("a.jump");
  if (within) {
    event.preventDefault();
    jump(within);
    return;
  }
  const link = event.target.closest("#panel .kinds a, #phone .owners a, #phone .stack a, #panel a.second");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  follow(link);
});

addEventListener("popstate", () => location.reload());
showOwner();
watch();
