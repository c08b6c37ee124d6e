// What was confirmed is written down before it is sent, sent until it is answered, and
// forgotten only then. The key makes sending it twice harmless.

import * as api from "./api.js";
import * as store from "./queue_store.js";

const WAITS = [1000, 2000, 5000, 10000];
// seconds: a limit that passes sooner is waited for, a longer one is told
const PATIENCE = 60;

const listeners = new Set();
let tries = 0;
let timer;
let working = Promise.resolve();

// Tell of every change: `listener(event, entry)` with event answered, refused, waiting.
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// Write down and send; resolves with {state: done|refused|waiting, entry, answer|problem}.
export async function confirm({ path, body, shift, userId, label }) {
  const entry = {
    key: crypto.randomUUID(),
    order: Date.now(),
    path,
    body,
    shift,
    userId,
    label,
    state: "waiting",
    problem: null,
  };
  await store.put(entry);
  const result = await inTurn(() => attempt(entry));
  // an answer came, so there is a network for what still waits
  if (result.state !== "waiting") sendWaiting();
  return result;
}

export async function entries() {
  return store.all();
}

export async function settle(key) {
  await store.remove(key);
  tell("settled", { key });
}

// Send all that waits, in order; what is refused stays until a person settles it.
export function sendWaiting() {
  clearTimeout(timer);
  return inTurn(async () => {
    for (const entry of await store.all()) {
      if (entry.state !== "waiting") continue;
      const result = await attempt(entry);
      if (result.state === "waiting") return;
    }
    tries = 0;
  });
}

export function start() {
  addEventListener("online", sendWaiting);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) sendWaiting();
  });
  return sendWaiting();
}

// One at a time, and one page at a time.
function inTurn(work) {
  const alone = () => (navigator.locks ? navigator.locks.request("scanner-queue", work) : work());
  working = working.then(alone, alone);
  return working;
}

async function attempt(entry) {
  try {
    const headers = { "Idempotency-Key": entry.key, "X-Shift": entry.shift };
    const answer = await api.post(entry.path, entry.body, headers);
    await store.remove(entry.key);
    tries = 0;
    tell("answered", entry, answer);
    return { state: "done", entry, answer };
  } catch (error) {
    const isSlowed = error instanceof api.Problem && error.wait !== null && error.wait <= PATIENCE;
    if (error instanceof api.Problem && !isSlowed) return refused(entry, error);
    if (!isSlowed && !(error instanceof api.NoAnswer)) throw error;
    later();
    tell("waiting", entry);
    return { state: "waiting", entry };
  }
}

async function refused(entry, problem) {
  const kept = { ...entry, state: "refused", problem: problem.document };
  await store.put(kept);
  tell("refused", kept);
  return { state: "refused", entry: kept, problem: problem.document };
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(sendWaiting, WAITS[Math.min(tries, WAITS.length - 1)]);
  tries += 1;
}

function tell(event, entry, answer) {
  for (const listener of listeners) listener(event, entry, answer);
}
