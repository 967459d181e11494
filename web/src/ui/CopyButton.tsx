import { useEffect, useState } from 'react';
import { Button, type ButtonProps } from './Button.tsx';
import { copyText } from './copy.ts';
import { Icon } from './Icon.tsx';

export interface CopyButtonProps extends Omit<ButtonProps, 'onClick' | 'children'> {
  text: string;
  label?: string;
}

const kSaidMs = 2000;

export function CopyButton({ text, label = 'Copy', ...rest }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'done' | 'failed'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), kSaidMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => setState((await copyText(text)) ? 'done' : 'failed');
  return (
    <>
      <Button {...rest} onClick={() => void copy()}>
        <Icon name={state === 'done' ? 'check' : 'copy'} />
        {state === 'done' ? 'Copied' : label}
      </Button>
      <span className="hidden-visually" aria-live="polite">
        {state === 'done' ? 'Copied.' : state === 'failed' ? 'It could not be copied. Select the text and copy it by hand.' : ''}
      </span>
    </>
  );
}
