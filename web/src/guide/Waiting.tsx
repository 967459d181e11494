import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import type { CatalogueState } from './useCatalogue.ts';
import { kWords } from './words.ts';

// What stands in the place of the actions until they are here.
export function Waiting({ state }: { state: CatalogueState }) {
  if (!state.trouble) {
    return (
      <p className="guide-waiting" role="status">
        <Spinner /> {kWords.loading}
      </p>
    );
  }
  return (
    <Notice tone="bad" role="alert" title={kWords.failed}>
      <p>{state.trouble.hint}</p>
      <div>
        <Button size="small" onClick={state.again}>
          {kWords.retry}
        </Button>
      </div>
    </Notice>
  );
}
