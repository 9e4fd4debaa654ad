import { addDays, eachWeekendOfInterval, formatISO, intervalToDuration } from 'date-fns';
import { format } from 'date-fns/format';
import { de } from 'date-fns/locale';

export const handler = async ({ id }) => {
  const start = new Date(Date.UTC(2026, 0, 31));
  const end = addDays(start, id);
  console.log(formatISO(end));
  return {
    text: format(end, 'EEEE, d. MMMM yyyy', { locale: de }),
    weekends: eachWeekendOfInterval({ start, end }).length,
    duration: intervalToDuration({ start, end }),
  };
};
