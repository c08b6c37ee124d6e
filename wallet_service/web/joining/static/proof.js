/* A worker: finds a number whose hash begins with zeros, while its page stays alive. */

const TEXT = new TextEncoder();
const AT_ONCE = 256;

addEventListener("message", async ({ data }) => postMessage(await found(data)));

async function found(challenge) {
  const bits = Number(challenge.split(".")[1]);
  for (let first = 0; ; first += AT_ONCE) {
    const tries = Array.from({ length: AT_ONCE }, (_, place) => `${challenge}:${first + place}`);
    const digests = await Promise.all(tries.map((text) => crypto.subtle.digest("SHA-256", TEXT.encode(text))));
    const good = digests.findIndex((digest) => startsWithZeros(new DataView(digest), bits));
    if (good >= 0) return tries[good];
  }
}

function startsWithZeros(digest, bits) {
  return digest.getUint32(0) >>> (32 - bits) === 0;
}
