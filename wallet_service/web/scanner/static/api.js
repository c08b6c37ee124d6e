// Calls of the service. What it refuses is a Problem, what never arrived is NoAnswer; a
// Problem with `wait` (seconds) is a limit that passes.

const PATIENCE = 8000;

export class Problem extends Error {
  constructor(status, document, wait = null) {
    super(document.detail ?? String(status));
    this.status = status;
    this.wait = wait;
    this.document = document;
    this.code = document.code ?? "unknown";
  }
}

export class NoAnswer extends Error {}

let csrf = "";

export function useToken(token) {
  csrf = token ?? "";
}

export function get(path, headers = {}) {
  return call("GET", path, undefined, headers);
}

export function post(path, body = {}, headers = {}) {
  return call("POST", path, body, headers);
}

async function call(method, path, body, headers) {
  const answer = await reach(path, {
    method,
    headers: { "X-CSRF-Token": csrf, ...(body ? { "Content-Type": "application/json" } : {}), ...headers },
    body: body ? JSON.stringify(body) : undefined,
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.status >= 500) throw new NoAnswer(String(answer.status));
  const document = await read(answer);
  if (!answer.ok) throw new Problem(answer.status, document, waitOf(answer));
  return document;
}

function waitOf(answer) {
  return answer.status === 429 ? Number(answer.headers.get("Retry-After") ?? 1) : null;
}

async function reach(path, options) {
  try {
    return await fetch(`/scan/api/${path}`, options);
  } catch (error) {
    throw new NoAnswer(String(error));
  }
}

async function read(answer) {
  try {
    return await answer.json();
  } catch (error) {
    throw new NoAnswer(String(error));
  }
}
