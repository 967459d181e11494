import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { Icon } from '../../ui/Icon.tsx';

type Tone = 'good' | 'bad';
type Say = (text: string, tone?: Tone) => void;

const kStaysMs = 7000;
const Context = createContext<Say>(() => {});
export const useSay = (): Say => useContext(Context);

// What has just happened, in one line at the foot of the page, and read aloud. Bad news stays until it is put away.
export function SayProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ text: string; tone: Tone; count: number } | null>(null);
  const say = useCallback<Say>((text, tone = 'good') => setSaid((before) => ({ text, tone, count: (before?.count ?? 0) + 1 })), []);
  useEffect(() => {
    if (said?.tone !== 'good') return;
    const timer = setTimeout(() => setSaid(null), kStaysMs);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <Context value={useMemo(() => say, [say])}>
      {children}
      <div className="dash-said-place" role="status">
        {said && (
          <div className="dash-said" data-tone={said.tone} key={said.count}>
            <Icon name={said.tone === 'good' ? 'good' : 'bad'} />
            <span>{said.text}</span>
            <button type="button" className="dash-icon-button" onClick={() => setSaid(null)} aria-label="Put this message away">
              <Icon name="cross" />
            </button>
          </div>
        )}
      </div>
    </Context>
  );
}
