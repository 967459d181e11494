import { agoText, dayText, timeText, wholeText } from '../texts.ts';

const kShow = { day: dayText, time: timeText, ago: (at: string) => agoText(at, Date.now()) };

// The whole moment lies in the title.
export function Time({ at, show = 'day' }: { at: string | null; show?: keyof typeof kShow }) {
  if (at === null) return <span className="dash-faint">Never</span>;
  return (
    <time dateTime={at} title={wholeText(at)}>
      {kShow[show](at)}
    </time>
  );
}
