import { Button } from '../../ui/Button.tsx';
import { isOld, originText, type Origin } from './memory.ts';

// Where the answer is from; when it was remembered, Figma can be asked.
export function OriginNote({ origin, onAgain }: { origin: Origin | null; onAgain: (() => void) | null }) {
  if (!origin) return null;
  return (
    <p className="dash-row dash-row-tight dash-outcome">
      <span className="dash-soft">{originText(origin)}</span>
      {onAgain && isOld(origin) && (
        <Button size="small" onClick={onAgain}>
          Ask Figma again
        </Button>
      )}
    </p>
  );
}
