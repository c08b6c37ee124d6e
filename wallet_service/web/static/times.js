// Times of a page in the reader's own zone; without this script they stand in UTC.

const day = { day: "numeric", month: "long", year: "numeric" };
const hour = { hour: "2-digit", minute: "2-digit" };
const words = new Intl.DateTimeFormat(document.documentElement.lang, { ...day, ...hour });

function localise(part) {
  for (const time of part.querySelectorAll("time[datetime]")) {
    const instant = new Date(time.dateTime);
    time.textContent = words.format(instant);
    time.title = instant.toISOString();
  }
}

localise(document);
// what htmx has put into the page
document.body.addEventListener("htmx:load", (event) => localise(event.target));
