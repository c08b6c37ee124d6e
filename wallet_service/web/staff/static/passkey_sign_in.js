// Signing in with a passkey, beside the form that works without a script.

import { offer, signIn } from "./passkeys.js";

const block = document.getElementById("passkey");
const wanted = block?.dataset.next;
offer(block, signIn, `/sign-in/next${wanted ? `?next=${encodeURIComponent(wanted)}` : ""}`);
