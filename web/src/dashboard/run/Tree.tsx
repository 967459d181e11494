import { useState } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { childrenOf, cut, isBranch, kChunk, kindOf, kTextShown, LongNumber, openDepth, sizeOf, summaryOf, titleOf } from './tree.ts';

// Buttons in nested lists: a screen reader says what is open, and only what is open exists.
export function Tree({ value }: { value: unknown }) {
  const [open] = useState(() => openDepth(value));
  return (
    <ul className="dash-tree" aria-label="The answer as a tree">
      <Node name={null} value={value} depth={0} openTo={open} />
    </ul>
  );
}

function Node({ name, value, depth, openTo }: { name: string | null; value: unknown; depth: number; openTo: number }) {
  const [open, setOpen] = useState(depth < openTo);
  if (!isBranch(value) || sizeOf(value) === 0) {
    return (
      <li className="dash-leaf">
        {name !== null && <span className="dash-key">{name}</span>} <Leaf value={value} />
      </li>
    );
  }
  const title = open ? '' : titleOf(value);
  return (
    <li>
      <button type="button" className="dash-branch" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="down" />
        {name !== null && <span className="dash-key">{name}</span>} <span className="dash-sum">{summaryOf(value)}</span>
        {title && <span className="dash-hint-title">{title}</span>}
      </button>
      {open && <Branch value={value} depth={depth} openTo={openTo} />}
    </li>
  );
}

function Branch({ value, depth, openTo }: { value: unknown; depth: number; openTo: number }) {
  const [most, setMost] = useState(kChunk);
  const { shown, left } = childrenOf(value, most);
  return (
    <ul>
      {shown.map((child) => (
        <Node key={child.name} name={child.name} value={child.value} depth={depth + 1} openTo={openTo} />
      ))}
      {left > 0 && (
        <li className="dash-leaf">
          <button type="button" className="dash-text-button" onClick={() => setMost(most + kChunk)}>
            Show {Math.min(kChunk, left)} more of {left.toLocaleString('en')}
          </button>
        </li>
      )}
    </ul>
  );
}

function Leaf({ value }: { value: unknown }) {
  const [whole, setWhole] = useState(false);
  const kind = kindOf(value);
  if (kind === 'object') return <span className="dash-value">{'{ }'}</span>;
  if (kind === 'list') return <span className="dash-value">[ ]</span>;
  if (kind !== 'text') return <span className="dash-value" data-kind={kind}>{value instanceof LongNumber ? value.text : String(value)}</span>;
  const { text, left } = whole ? { text: String(value), left: 0 } : cut(String(value), kTextShown);
  return (
    <span className="dash-value" data-kind="text">
      {JSON.stringify(text).slice(0, left > 0 ? -1 : undefined)}
      {left > 0 && (
        <>
          …{' '}
          <button type="button" className="dash-text-button" onClick={() => setWhole(true)}>
            {left.toLocaleString('en')} more characters
          </button>
        </>
      )}
    </span>
  );
}
