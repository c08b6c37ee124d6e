// Builds elements; text is always text, so that no name can become markup.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const screen = document.getElementById("screen");
let leave = () => {};

// One thing on the screen at a time; `onLeave` is called when the next one comes.
export function show(name, children, onLeave = () => {}) {
  leave();
  leave = onLeave;
  document.body.dataset.screen = name;
  screen.replaceChildren(...children.flat().filter(Boolean));
  scrollTo(0, 0);
}

export function say(text) {
  document.getElementById("said").textContent = text;
}
