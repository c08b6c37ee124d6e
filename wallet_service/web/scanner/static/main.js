// Starts the scanner: who is there, what still waits, then the first screen.

import * as queue from "./queue.js";
import * as session from "./session.js";
import * as log from "./screens/log.js";
import * as navigation from "./screens/navigation.js";
import * as places from "./screens/places.js";
import * as scan from "./screens/scan.js";
import * as unlock from "./screens/unlock.js";
import * as waiting from "./screens/waiting.js";
import { t } from "./texts.js";

navigation.name("scan", enter);
navigation.name("log", log.open);
navigation.name("waiting", waiting.open);
navigation.name("places", places.open);
navigation.name("unlock", () => unlock.open(scan.open));

function enter() {
  if (session.isAtWork()) scan.open();
  else unlock.open(scan.open);
}

// What was kept and is answered later is told, whatever is on the screen.
function tellWhatBecame(event, entry) {
  navigation.recount();
  const isOld = Date.now() - entry.order > 10000;
  if (event === "answered" && isOld) become("good", "became_done", entry);
  if (event === "refused" && isOld) become("bad", "became_refused", entry);
}

function become(kind, words, entry) {
  const { label } = entry;
  const text = t(words, { what: t(`what_${label.what}`), amount: waiting.amountOf(label) });
  navigation.remember(kind, text);
}

async function begin() {
  navigator.serviceWorker?.register("/scan/sw.js", { scope: "/scan" }).catch(() => {});
  await session.load();
  queue.listen(tellWhatBecame);
  session.lockWhenIdle(() => session.isAtWork() && navigation.lock());
  enter();
  await queue.start();
}

begin();
