import dayjs from 'dayjs';
import 'dayjs/locale/de.js';
import relativeTime from 'dayjs/plugin/relativeTime.js';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';

dayjs.extend(utc);
dayjs.extend(timezone);
dayjs.extend(relativeTime);

export const handler = async ({ id }) => {
  const date = dayjs.utc('2026-01-31').add(id, 'month');
  console.log(date.toISOString());
  return {
    text: date.tz('Asia/Tokyo').locale('de').format('dddd, D. MMMM YYYY HH:mm'),
    from: date.from(dayjs.utc('2026-01-01')),
  };
};
