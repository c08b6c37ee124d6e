// Reads QR codes out of pictures: the browser's own reader, else the one shipped here.

let ready;

export function detector() {
  ready ??= own().then((found) => found ?? shipped());
  return ready;
}

async function own() {
  if (!("BarcodeDetector" in globalThis)) return null;
  const formats = await globalThis.BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  return new globalThis.BarcodeDetector({ formats: ["qr_code"] });
}

async function shipped() {
  const vendor = await import("./vendor/barcode-detector/ponyfill.js");
  const wasm = new URL("./vendor/zxing-wasm/zxing_reader.wasm", import.meta.url).href;
  vendor.prepareZXingModule({
    overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? wasm : prefix + path) },
  });
  return new vendor.BarcodeDetector({ formats: ["qr_code"] });
}
