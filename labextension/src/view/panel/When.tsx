// A moment, short: the time today, else the day with its time; all of it in the tooltip.
import type { Controller } from '../controller';

export function When({ time, controller }: { time: string; controller: Controller }) {
  const moment = new Date(time);
  if (Number.isNaN(moment.getTime())) return <>{controller.t('at an unknown time')}</>;
  const isToday = moment.toDateString() === new Date().toDateString();
  const day: Intl.DateTimeFormatOptions = isToday ? {} : { day: 'numeric', month: 'short', year: 'numeric' };
  return (
    <time dateTime={time} title={moment.toLocaleString()}>
      {moment.toLocaleString(undefined, { ...day, hour: '2-digit', minute: '2-digit' })}
    </time>
  );
}
