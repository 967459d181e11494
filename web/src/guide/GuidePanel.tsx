// The same guide beside the Hub's form, with the actions of the link chosen already.
import { useEffect, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { whileGrowing } from '../ui/whileGrowing.ts';
import { Chooser } from './Chooser.tsx';
import { AddressDrawing, FormDrawing, MenuDrawing, OnceDrawing, SecurityDrawing } from './Drawings.tsx';
import { neededScopes, presetNames, type Separator } from './scopes.ts';
import { ScopesBox } from './ScopesBox.tsx';
import { Step } from './Step.tsx';
import { useCatalogue } from './useCatalogue.ts';
import { Waiting } from './Waiting.tsx';
import { kWords } from './words.ts';
import './guide.css';

export interface GuidePanelProps {
  actions: string[];
  topic: 'token' | 'team' | 'expiry';
  asked: number; // rises each time help is asked for, so that the same topic is shown again
  onClose: () => void;
}

// Beside the form the panel scrolls by itself; below the form the page does.
function show(panel: HTMLElement, topic: string): void {
  const target = panel.querySelector<HTMLElement>(`[data-topic="${topic}"]`);
  const scrollsItself = getComputedStyle(panel).overflowY === 'auto';
  if (!scrollsItself) (target ?? panel).scrollIntoView({ block: 'start' });
  else panel.scrollTop = target ? target.offsetTop - kAboveTopic : 0;
}

const kAboveTopic = 76; // the head stays above it

export default function GuidePanel({ actions, topic, asked, onClose }: GuidePanelProps) {
  const state = useCatalogue();
  const { catalogue } = state;
  const [own, setOwn] = useState<Set<string> | null>(null);
  const [separator, setSeparator] = useState<Separator>('comma');
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const chosen = own ?? new Set(actions.length > 0 ? actions : catalogue ? presetNames(catalogue, 'guide') : []);
  const scopes = catalogue ? neededScopes(catalogue, chosen) : [];
  const steps = kWords.steps;

  const ready = catalogue !== null || state.trouble !== null;
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    return whileGrowing(() => panel.current && show(panel.current, topic));
  }, [topic, asked, ready]);

  return (
    <aside ref={panel} className="guide-panel ui-card" aria-labelledby="guide-panel-title" onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <header className="guide-panel-head">
        <h2 id="guide-panel-title" ref={heading} tabIndex={-1}>
          {kWords.panel.title}
        </h2>
        <Button size="small" tone="quiet" onClick={onClose}>
          <Icon name="cross" /> {kWords.panel.close}
        </Button>
      </header>
      <div className="guide-panel-body">
        <Step number={1} title={steps.open} text={steps.openText} drawing={<div className="draw-stack"><MenuDrawing /><SecurityDrawing /></div>} />
        <Step number={2} title={steps.make} drawing={<FormDrawing scopes={scopes.map((scope) => scope.name)} />}>
          <p>{actions.length > 0 ? kWords.panel.needed : kWords.panel.any}</p>
          {catalogue ? (
            <>
              <ScopesBox catalogue={catalogue} chosen={chosen} separator={separator} onSeparator={setSeparator} />
              <details className="guide-more">
                <summary>{kWords.change}</summary>
                <Chooser catalogue={catalogue} chosen={chosen} onChosen={setOwn} />
              </details>
            </>
          ) : (
            <Waiting state={state} />
          )}
        </Step>
        <Step number={3} title={steps.copy} text={steps.copyText} drawing={<OnceDrawing />} />
        <div data-topic="team">
          <Step number={4} title={steps.team} text={steps.teamText} drawing={<AddressDrawing />} />
        </div>
        <div data-topic="expiry">
          <Step number={5} title={kWords.panel.expiry} text={kWords.panel.expiryText} />
        </div>
      </div>
    </aside>
  );
}
