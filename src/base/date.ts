/** Calendar dates are text `YYYY-MM-DD`: they compare as text, have no time zone, and no clock reads them. */

/** A day, written `YYYY-MM-DD`. */
export type CalendarDate = string;

/** Whether a text is a real day of the Gregorian calendar, e.g. not `2025-02-30`. */
export function isCalendarDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return (
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  );
}

/** 标准时点 — the day that a yearly survey describes: 31 December. */
export function surveyDate(year: number): CalendarDate {
  return `${year}-12-31`;
}
