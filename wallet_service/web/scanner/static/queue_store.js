// Confirmations that wait for an answer, kept in the browser until they have one.
// They are sealed with a key that scripts cannot read out of the browser.

const NAME = "scanner";
const VERSION = 1;

let opened;

export async function put(entry) {
  const row = { key: entry.key, order: entry.order, ...(await sealed(entry)) };
  await run("entries", "readwrite", (store) => store.put(row));
}

export async function remove(key) {
  await run("entries", "readwrite", (store) => store.delete(key));
}

// All entries in the order in which they were confirmed.
export async function all() {
  const rows = await run("entries", "readonly", (store) => store.getAll());
  const entries = await Promise.all(rows.map(unsealed));
  return entries.sort((one, other) => one.order - other.order);
}

async function sealed(entry) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(entry));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealKey(), plain);
  return { iv, data };
}

async function unsealed(row) {
  const key = await sealKey();
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, key, row.data);
  return JSON.parse(new TextDecoder().decode(plain));
}

async function sealKey() {
  const known = await run("keys", "readonly", (store) => store.get("seal"));
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await run("keys", "readwrite", (store) => store.add(made, "seal")).catch(() => {});
  return run("keys", "readonly", (store) => store.get("seal"));
}

async function run(name, mode, work) {
  opened ??= open();
  const database = await opened;
  return new Promise((resolve, reject) => {
    // strict: on the disk before a confirmation leaves
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("entries", { keyPath: "key" });
      request.result.createObjectStore("keys");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
