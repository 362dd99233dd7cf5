// Reads a calendar, a JSON string, from stdin; writes what ical.js takes each of its events for.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(JSON.parse(readFileSync(0, "utf-8"))));
const zones = new Map(calendar.getAllSubcomponents("vtimezone").map((part) => [part.getFirstPropertyValue("tzid"), part]));
const instant = (property) => {
  const time = property.getFirstValue();
  const part = zones.get(property.getParameter("tzid"));
  if (part) time.zone = new ICAL.Timezone(part);
  return new Date(time.toUnixTime() * 1000).toISOString();
};
const events = calendar.getAllSubcomponents("vevent").map((event) => ({
  uid: event.getFirstPropertyValue("uid"),
  sequence: event.getFirstPropertyValue("sequence"),
  status: event.getFirstPropertyValue("status"),
  starts_at: instant(event.getFirstProperty("dtstart")),
  ends_at: instant(event.getFirstProperty("dtend")),
  title: event.getFirstPropertyValue("summary"),
}));
console.log(JSON.stringify(events));
