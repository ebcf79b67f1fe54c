// Read a calendar with ical.js: `node read_calendar.mjs < file` prints the events as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}
const instant = (time) => `${time.toJSDate().toISOString().slice(0, 16)}Z`;
const pad = (number) => String(number).padStart(2, "0");
const events = calendar.getAllSubcomponents("vevent").map((one) => {
  const event = new ICAL.Event(one);
  return {
    uid: event.uid,
    sequence: event.sequence,
    start: instant(event.startDate),
    end: instant(event.endDate),
    clock: `${pad(event.startDate.hour)}:${pad(event.startDate.minute)}`,
    title: event.summary,
    status: one.getFirstPropertyValue("status"),
  };
});
console.log(JSON.stringify(events));
