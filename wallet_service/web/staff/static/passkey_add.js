// Adding a passkey to the account; it is named after the system it was made on.

import { make, offer } from "./passkeys.js";

const block = document.getElementById("add-passkey");
const system = navigator.userAgentData?.platform || navigator.platform || "Passkey";
offer(block, () => make(block.dataset.csrf, system), block?.dataset.next);
