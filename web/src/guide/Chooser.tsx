import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import type { Catalogue } from '../wire/catalogue.ts';
import { ActionTable } from './ActionTable.tsx';
import { presetNames, presetOf, type Preset } from './scopes.ts';
import { kWords } from './words.ts';

export interface ChooserProps {
  catalogue: Catalogue;
  chosen: ReadonlySet<string>;
  onChosen: (chosen: Set<string>) => void;
}

const kPresets: [Preset, string][] = [
  ['guide', kWords.presets.guide],
  ['read', kWords.presets.read],
  ['none', kWords.presets.none],
];

export function Chooser({ catalogue, chosen, onChosen }: ChooserProps) {
  const [search, setSearch] = useState('');
  const count = catalogue.actions.filter((action) => chosen.has(action.name)).length;
  const present = presetOf(catalogue, chosen);
  return (
    <div className="guide-chooser">
      <div className="guide-presets" role="group" aria-label={kWords.presets.label}>
        <span className="guide-faint" aria-hidden="true">
          {kWords.presets.label}
        </span>
        {kPresets.map(([preset, label]) => (
          <Button key={preset} size="small" aria-pressed={present === preset} onClick={() => onChosen(new Set(presetNames(catalogue, preset)))}>
            {label}
          </Button>
        ))}
      </div>
      <div className="guide-find">
        <div className="ui-box">
          <input
            type="search"
            className="ui-input"
            aria-label={kWords.search}
            placeholder={kWords.search}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        </div>
        <p className="guide-faint" role="status">
          {kWords.chosen(count, catalogue.actions.length)}
        </p>
      </div>
      <ActionTable catalogue={catalogue} chosen={chosen} search={search} onChosen={onChosen} />
    </div>
  );
}
