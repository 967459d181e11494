import { Tab, TabList, TabPanel, TabProvider } from '@ariakit/react/tab';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Code } from '../parts/Code.tsx';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { bytesText, tookText } from '../texts.ts';
import { OriginNote } from './OriginNote.tsx';
import type { Outcome } from './run.ts';
import { cliSnippet, curlSnippet, fetchSnippet, sdkSnippet, type CallWish } from './snippets.ts';
import { cut, kRawShown } from './tree.ts';
import { Tree } from './Tree.tsx';

export interface OutputProps {
  call: CallWish;
  outcome: Outcome | null;
  count: number; // of the runs so far
  running: ReactNode;
  onNext: (() => void) | null;
  onAgain: (() => void) | null;
}

export function Output({ call, outcome, count, running, onNext, onAgain }: OutputProps) {
  const [tab, setTab] = useState<string | null | undefined>('code');
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (count === 0) return;
    setTab('answer');
    // On a phone the answer lies below a long form.
    const top = panel.current?.getBoundingClientRect().top ?? 0;
    if (top > innerHeight - 120) panel.current?.scrollIntoView({ block: 'start' });
  }, [count]);
  useEffect(() => {
    if (running) setTab('answer');
  }, [running !== null]); // eslint-disable-line react-hooks/exhaustive-deps -- when it begins
  return (
    <section ref={panel} className="ui-card dash-output" aria-label="Answer and code">
      <TabProvider selectedId={tab} setSelectedId={setTab}>
        <TabList className="dash-tabs" aria-label="Answer and code">
          <Tab id="answer" className="dash-tab">
            Answer
          </Tab>
          <Tab id="raw" className="dash-tab" disabled={!outcome}>
            Raw
          </Tab>
          <Tab id="code" className="dash-tab">
            Code
          </Tab>
        </TabList>
        <p className="hidden-visually" role="status">
          {running ? '' : outcome ? (outcome.trouble ? `Failed: ${outcome.trouble.message}` : `Done in ${tookText(outcome.tookMs)}.`) : ''}
        </p>
        <TabPanel tabId="answer" className="dash-tab-panel" unmountOnHide>
          {running ?? (outcome ? <Answer key={count} outcome={outcome} onNext={onNext} onAgain={onAgain} /> : <p className="dash-soft">The answer appears here.</p>)}
        </TabPanel>
        <TabPanel tabId="raw" className="dash-tab-panel" unmountOnHide>
          {outcome && <Raw outcome={outcome} />}
        </TabPanel>
        <TabPanel tabId="code" className="dash-tab-panel" unmountOnHide>
          <div className="dash-form">
            <p className="dash-soft">
              This very call. Put a key into <code>FIGLINK_KEY</code>; keys are made on the Keys page.
            </p>
            <Code label="curl" text={curlSnippet(call)} />
            <Code label="TypeScript, @stackone/stackone-client-ts" text={sdkSnippet(call)} />
            <Code label="JavaScript, fetch" text={fetchSnippet(call)} />
            <Code label="figlink, where the gateway runs" text={cliSnippet(call)} />
          </div>
        </TabPanel>
      </TabProvider>
    </section>
  );
}

function Facts({ outcome }: { outcome: Outcome }) {
  return (
    <p className="dash-row dash-row-tight dash-outcome">
      <span className="dash-badge" data-tone={outcome.trouble ? 'bad' : 'good'}>
        {outcome.status === 0 ? 'No answer' : `${outcome.status} ${outcome.trouble ? outcome.trouble.fault : 'OK'}`}
      </span>
      <span>{tookText(outcome.tookMs)}</span>
      {outcome.bytes > 0 && <span>{bytesText(outcome.bytes)}</span>}
      {outcome.requestId && (
        <span className="dash-soft">
          Request <code>{outcome.requestId}</code>
        </span>
      )}
    </p>
  );
}

const dataOf = (value: unknown): unknown => (typeof value === 'object' && value !== null && 'data' in value ? value.data : value);

function Answer({ outcome, onNext, onAgain }: { outcome: Outcome } & Pick<OutputProps, 'onNext' | 'onAgain'>) {
  return (
    <div className="dash-form">
      <Facts outcome={outcome} />
      <OriginNote origin={outcome.origin} onAgain={onAgain} />
      {outcome.trouble && <TroubleNotice trouble={outcome.trouble} />}
      {!outcome.whole && (
        <Notice tone="warn" title={`Only the first ${bytesText(outcome.bytes)} were read`}>
          <p>The answer is larger than this page shows. Take it with the curl, or narrow what you ask for, for example with depth.</p>
        </Notice>
      )}
      {outcome.parsed && <Tree value={outcome.trouble ? outcome.value : dataOf(outcome.value)} />}
      {!outcome.parsed && outcome.text && outcome.whole && <Notice tone="info">This is no JSON: see it under Raw.</Notice>}
      {onNext && (
        <div>
          <Button size="small" onClick={onNext}>
            Next page
          </Button>
        </div>
      )}
    </div>
  );
}

function Raw({ outcome }: { outcome: Outcome }) {
  const { text, left } = cut(outcome.text, kRawShown);
  return (
    <div className="dash-form">
      <div className="dash-row dash-row-between">
        <Facts outcome={outcome} />
        <CopyButton text={outcome.text} size="small" label="Copy all" />
      </div>
      {left > 0 && <p className="dash-soft">The first {kRawShown.toLocaleString('en')} of {outcome.text.length.toLocaleString('en')} characters. Copy all takes the whole.</p>}
      <pre className="dash-raw" tabIndex={0} role="region" aria-label="Raw answer">
        {text}
      </pre>
    </div>
  );
}
