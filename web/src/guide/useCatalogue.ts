import { useEffect, useState } from 'react';
import { fetchCatalogue, type Catalogue } from '../wire/catalogue.ts';
import type { Trouble } from '../wire/wire.ts';

export interface CatalogueState {
  catalogue: Catalogue | null;
  trouble: Trouble | null;
  again: () => void;
}

export function useCatalogue(): CatalogueState {
  const [catalogue, setCatalogue] = useState<Catalogue | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    void fetchCatalogue(leaving.signal).then((answer) => {
      if (leaving.signal.aborted) return;
      if (answer.ok) setCatalogue(answer.value);
      else setTrouble(answer.trouble);
    });
    return () => leaving.abort();
  }, [tries]);
  const again = () => {
    setTrouble(null);
    setTries((count) => count + 1);
  };
  return { catalogue, trouble, again };
}
