// A result is heard and felt too: nobody in a warehouse looks at the screen all the time.

const TONES = { good: [[880, 0.09], [1320, 0.14]], wait: [[660, 0.2]], ask: [[660, 0.12], [660, 0.12]], bad: [[220, 0.18], [180, 0.28]] };
const BEATS = { good: [60], wait: [60, 60, 60], ask: [60, 60, 60], bad: [200, 80, 200] };

let audio;

export function give(kind) {
  navigator.vibrate?.(BEATS[kind]);
  try {
    play(TONES[kind]);
  } catch {
    // a browser may refuse sound before the first touch; the screen says it all
  }
}

function play(tones) {
  audio ??= new AudioContext();
  let at = audio.currentTime;
  for (const [pitch, length] of tones) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.15, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + length);
    at += length;
  }
}
