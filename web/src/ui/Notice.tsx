import type { HTMLAttributes, ReactNode, Ref } from 'react';
import { Icon, type IconName } from './Icon.tsx';

export type Tone = 'info' | 'good' | 'warn' | 'bad';

const kIcons: Record<Tone, IconName> = { info: 'info', good: 'good', warn: 'warning', bad: 'bad' };

export interface NoticeProps extends Omit<HTMLAttributes<HTMLDivElement>, 'title'> {
  tone?: Tone;
  title?: ReactNode;
  ref?: Ref<HTMLDivElement>;
}

export function Notice({ tone = 'info', title, children, ...rest }: NoticeProps) {
  return (
    <div {...rest} className="ui-notice" data-tone={tone}>
      <Icon name={kIcons[tone]} />
      <div className="ui-notice-body">
        {title !== undefined && <p className="ui-notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
