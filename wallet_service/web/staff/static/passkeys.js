// Between the page and the browser's own dialogue for passkeys.

export const isPossible = Boolean(globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON);

export async function send(path, body = {}, csrf = "") {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

export async function make(csrf, name) {
  const options = await send("/account/passkeys/options", {}, csrf);
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  await send("/account/passkeys/add", { name, credential: credential.toJSON() }, csrf);
}

export async function signIn() {
  const options = await send("/sign-in/passkey/options");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  await send("/sign-in/passkey/finish", { credential: credential.toJSON() });
}

// Shows the block where passkeys are possible; its button does `work`, then leads on.
export function offer(block, work, next) {
  if (!block || !isPossible) return;
  const button = block.querySelector("button");
  const fault = block.querySelector("[role=alert]");
  block.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    fault.hidden = true;
    try {
      await work();
      location.assign(next);
    } catch {
      fault.hidden = false;
      button.disabled = false;
    }
  });
}
