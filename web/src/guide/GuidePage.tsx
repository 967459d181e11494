import { useEffect, useMemo, useState } from 'react';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { readChoice, writeChoice, type GuideChoice } from './address.ts';
import { Chooser } from './Chooser.tsx';
import { AddressDrawing, FormDrawing, MenuDrawing, OnceDrawing, SecurityDrawing } from './Drawings.tsx';
import { neededScopes, presetNames, unknownNames } from './scopes.ts';
import { ScopesBox } from './ScopesBox.tsx';
import { Step } from './Step.tsx';
import { useCatalogue } from './useCatalogue.ts';
import { Waiting } from './Waiting.tsx';
import { kWords } from './words.ts';
import './guide.css';

// The choice and the address are one: a reload, or a link to it, gives the same page.
function useChoice(): [GuideChoice, (choice: GuideChoice) => void] {
  const [choice, setChoice] = useState(() => readChoice(location.search));
  useEffect(() => {
    const follow = () => setChoice(readChoice(location.search));
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  const choose = (next: GuideChoice) => {
    setChoice(next);
    history.replaceState(null, '', location.pathname + writeChoice(location.search, next));
  };
  return [choice, choose];
}

export function GuidePage() {
  const state = useCatalogue();
  const [choice, choose] = useChoice();
  const { catalogue } = state;
  const names = choice.actions ?? (catalogue ? presetNames(catalogue, 'guide') : []);
  const chosen = useMemo(() => new Set(names), [names.join()]);
  const scopes = catalogue ? neededScopes(catalogue, chosen) : [];
  const unknown = catalogue ? unknownNames(catalogue, names) : [];
  const steps = kWords.steps;
  useEffect(() => {
    document.title = kWords.documentTitle;
  }, []);

  return (
    <main className="guide">
      <header className="guide-head">
        <h1>{kWords.title}</h1>
        <p className="guide-lead">{kWords.lead}</p>
      </header>
      <div className="guide-choice">
        <Step number={1} title={steps.choose} text={steps.chooseText}>
          {catalogue ? (
            <>
              {unknown.length > 0 && (
                <Notice tone="warn" title={kWords.warnings.unknown}>
                  <p>{unknown.join(', ')}</p>
                </Notice>
              )}
              <Chooser catalogue={catalogue} chosen={chosen} onChosen={(next) => choose({ ...choice, actions: [...next] })} />
              <a className="guide-jump" href="#scopes">
                {kWords.scopes.count(scopes.length)} <Icon name="down" />
              </a>
            </>
          ) : (
            <Waiting state={state} />
          )}
        </Step>
        {catalogue && (
          <section id="scopes" className="guide-sum ui-card" aria-labelledby="scopes-title">
            <h2 id="scopes-title">{steps.scopes}</h2>
            <ScopesBox
              catalogue={catalogue}
              chosen={chosen}
              separator={choice.separator}
              onSeparator={(separator) => choose({ ...choice, separator })}
            />
            <p className="guide-share">
              <span className="guide-faint">{kWords.share}</span>
              <CopyButton
                size="small"
                tone="quiet"
                text={location.origin + location.pathname + writeChoice('', { ...choice, actions: names })}
                label={kWords.shareCopy}
              />
            </p>
          </section>
        )}
      </div>
      <Step
        number={2}
        title={steps.open}
        text={steps.openText}
        drawing={
          <div className="draw-stack">
            <MenuDrawing />
            <SecurityDrawing />
          </div>
        }
      />
      <Step number={3} title={steps.make} text={steps.makeText} drawing={<FormDrawing scopes={scopes.map((scope) => scope.name)} />} />
      <Step number={4} title={steps.copy} text={steps.copyText} drawing={<OnceDrawing />} />
      <Step number={5} title={steps.team} text={steps.teamText} drawing={<AddressDrawing />} />
      <Step number={6} title={steps.link} text={steps.linkText} />
    </main>
  );
}
