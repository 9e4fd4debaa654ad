import { DateTime, Duration, Interval } from 'luxon';

export const handler = async ({ id }) => {
  const start = DateTime.fromISO('2026-01-31T12:00:00', { zone: 'Europe/Berlin' }).plus({ months: id });
  console.log(start.toISO());
  return {
    local: start.setLocale('de').toLocaleString(DateTime.DATETIME_FULL),
    days: Interval.fromDateTimes(start, start.plus({ weeks: 2 })).length('days'),
    duration: Duration.fromObject({ minutes: id * 61 })
      .shiftTo('hours', 'minutes')
      .toHuman(),
  };
};
