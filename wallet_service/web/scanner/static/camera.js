// The camera in the page: looks for a code until one is found or the screen is left.

import { detector } from "./detector.js";

const PAUSE = 80;

export class NoCamera extends Error {}

// Shows the camera in `video`; calls `found(text)` once for the first code.
export async function watch(video, found) {
  const stream = await open();
  let stopped = false;
  const stop = () => {
    stopped = true;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  video.srcObject = stream;
  await video.play().catch(() => {});
  look(video, () => stopped, (text) => {
    stop();
    found(text);
  });
  return stop;
}

async function open() {
  const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  } catch (error) {
    throw new NoCamera(error.name);
  }
}

async function look(video, isStopped, found) {
  const reader = await detector();
  while (!isStopped()) {
    const codes = video.readyState >= 2 ? await reader.detect(video).catch(() => []) : [];
    if (!isStopped() && codes.length) return found(codes[0].rawValue);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
