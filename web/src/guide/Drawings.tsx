// Our own small drawings of what is on Figma's screen: enough to find the place, and nothing that a new design there makes wrong.
import type { ReactNode } from 'react';
import { kWords } from './words.ts';

const kSaid = kWords.drawings;

function Drawing({ says, children }: { says: string; children: ReactNode }) {
  return (
    <div className="draw" role="img" aria-label={says}>
      <div className="draw-window" aria-hidden="true">
        {children}
      </div>
    </div>
  );
}

export function MenuDrawing() {
  return (
    <Drawing says={kSaid.menu}>
      <div className="draw-row">
        <span className="draw-face" />
        <span className="draw-strong">{kSaid.you}</span>
        <span className="draw-caret" />
      </div>
      <div className="draw-menu">
        <span className="draw-item draw-marked">{kSaid.settings}</span>
        <span className="draw-item">{kSaid.plugins}</span>
        <span className="draw-item">{kSaid.logout}</span>
      </div>
    </Drawing>
  );
}

export function SecurityDrawing() {
  return (
    <Drawing says={kSaid.security}>
      <div className="draw-tabs">
        <span>{kSaid.account}</span>
        <span>{kSaid.notifications}</span>
        <span className="draw-tab">{kSaid.securityTab}</span>
      </div>
      <div className="draw-split">
        <span className="draw-strong">{kSaid.tokens}</span>
        <span className="draw-button draw-marked">{kSaid.generateNew}</span>
      </div>
      <span className="draw-bar" />
    </Drawing>
  );
}

const kScopesDrawn = 4;

export function FormDrawing({ scopes }: { scopes: string[] }) {
  const rest = scopes.length - kScopesDrawn;
  return (
    <Drawing says={kSaid.form}>
      <div className="draw-pair">
        <span>{kSaid.name}</span>
        <span className="draw-input">{kSaid.nameValue}</span>
        <span>{kSaid.expiration}</span>
        <span className="draw-input">{kSaid.expirationValue}</span>
        <span>{kSaid.scopesLabel}</span>
        <span className="draw-checks">
          {scopes.slice(0, kScopesDrawn).map((name) => (
            <span key={name} className="draw-check">
              {name}
            </span>
          ))}
          {rest > 0 && <span className="draw-faint">{kSaid.more(rest)}</span>}
        </span>
      </div>
    </Drawing>
  );
}

export function OnceDrawing() {
  return (
    <Drawing says={kSaid.once}>
      <div className="draw-split">
        <span className="draw-input draw-token">figd_••••••••••••••••</span>
        <span className="draw-button draw-marked">{kSaid.copy}</span>
      </div>
    </Drawing>
  );
}

export function AddressDrawing() {
  return (
    <Drawing says={kSaid.address}>
      <div className="draw-address">
        <span className="draw-dots" />
        <span className="draw-url">
          figma.com/files/team/<mark>1234567890123456789</mark>/our-team
        </span>
      </div>
    </Drawing>
  );
}
