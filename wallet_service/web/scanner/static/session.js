// Who stands at this scanner and where it stands, as the service says; last known
// without a network. What is confirmed carries the shift's token from here.

import * as api from "./api.js";

const KEPT = "scanner.state";
export const IDLE = 5 * 60 * 1000;

export let state = { device: null, people: [], visitor: null, locations: [] };
export let isOffline = false;

export async function load() {
  try {
    state = await api.get("state", { "X-Unattended": "1" });
    isOffline = false;
    sessionStorage.setItem(KEPT, JSON.stringify(state));
  } catch (error) {
    if (!(error instanceof api.NoAnswer)) throw error;
    isOffline = true;
    state = JSON.parse(sessionStorage.getItem(KEPT) ?? "null") ?? state;
  }
  api.useToken(state.visitor?.csrf);
  return state;
}

// Nobody stands here any more, also where the service cannot be told just now.
export function forget() {
  sessionStorage.removeItem(KEPT);
  state = { ...state, visitor: null };
}

export function isAtWork() {
  return Boolean(state.device && state.visitor?.shift && !state.visitor.is_misplaced);
}

// Unlocked, but at a place where this person does not work.
export function isMisplaced() {
  return Boolean(state.device && state.visitor?.shift && state.visitor.is_misplaced);
}

// Where the person works: the shift's own place, which may differ from the scanner's.
export function place() {
  const { device, locations, visitor } = state;
  return locations.find((one) => one.id === visitor.location_id)?.name ?? device.location ?? device.name;
}

// Calls `lock` after five minutes in which nobody touched the scanner.
export function lockWhenIdle(lock) {
  let timer;
  const touched = () => {
    clearTimeout(timer);
    timer = setTimeout(lock, IDLE);
  };
  for (const event of ["pointerdown", "keydown"]) addEventListener(event, touched, { passive: true });
  touched();
}
