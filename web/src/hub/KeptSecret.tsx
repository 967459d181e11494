import { useId, type ReactNode, type Ref } from 'react';
import { kWords } from './words.ts';

export interface KeptSecretProps {
  label: string;
  last: string;
  help: ReactNode;
  disabled: boolean;
  replaceRef: Ref<HTMLButtonElement>;
  onReplace: () => void;
}

// What is stored is never sent here; only its last characters are known.
export function KeptSecret({ label, last, help, disabled, replaceRef, onReplace }: KeptSecretProps) {
  const id = useId();
  return (
    <div className="ui-field" role="group" aria-labelledby={id}>
      <span className="ui-label" id={id}>
        {label}
      </span>
      <div className="ui-box hub-kept">
        <span className="hub-kept-text">
          <span aria-hidden="true">••••••••{last}</span>
          <span className="hidden-visually">{last ? kWords.oldToken(last) : kWords.oldTokenWhole}</span>
        </span>
        <button ref={replaceRef} type="button" className="ui-box-button" aria-label={kWords.replaceLabel} disabled={disabled} onClick={onReplace}>
          {kWords.replace}
        </button>
      </div>
      <div className="ui-help">{help}</div>
    </div>
  );
}
