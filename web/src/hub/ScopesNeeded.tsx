import { Icon, type IconName } from '../ui/Icon.tsx';
import { Scopes } from '../ui/Scopes.tsx';
import { kWords } from './words.ts';

export type Account = { scopes: string[] | null; scopes_complete?: boolean | null };

export interface Sorted {
  held: string[]; // needed, and proved
  unproved: string[]; // needed; Figma has not said
  others: string[]; // held besides
}

// What is known of the scopes, by what the link's actions need. What is known to lack is told elsewhere.
export function sortScopes(needed: string[], account: Account, unproved: string[], missing: string[]): Sorted {
  return {
    held: needed.filter((scope) => !unproved.includes(scope) && !missing.includes(scope)),
    unproved,
    others: (account.scopes ?? []).filter((scope) => !needed.includes(scope)),
  };
}

// For a link that names its actions.
export function ScopesNeeded({ sorted: { held, unproved, others } }: { sorted: Sorted }) {
  return (
    <div className="hub-needed">
      <Part icon="good" text={kWords.done.heldOnes} names={held} />
      <Part icon="help" text={kWords.done.unprovedOnes} names={unproved} more={kWords.done.unprovedMore} />
      <Part icon="info" text={kWords.done.otherOnes} names={others} />
    </div>
  );
}

function Part({ icon, text, names, more }: { icon: IconName; text: string; names: string[]; more?: string }) {
  if (names.length === 0) return null;
  return (
    <div className="hub-needed-part" data-kind={icon}>
      <p>
        <Icon name={icon} /> {text}
      </p>
      <Scopes names={names} />
      {more && <p className="ui-help">{more}</p>}
    </div>
  );
}
