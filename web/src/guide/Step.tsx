import type { ReactNode } from 'react';
import { kWords } from './words.ts';

export interface StepProps {
  number: number;
  title: string;
  text?: string | readonly string[];
  drawing?: ReactNode;
  children?: ReactNode;
}

export function Step({ number, title, text, drawing, children }: StepProps) {
  return (
    <section className="guide-step">
      <h2>
        <span className="guide-number" aria-hidden="true">
          {number}
        </span>
        <span className="hidden-visually">{kWords.step(number)}: </span>
        {title}
      </h2>
      <div className="guide-step-body" data-drawn={drawing !== undefined}>
        {typeof text === 'string' && <p>{text}</p>}
        {typeof text === 'object' && (
          <ol>
            {text.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
        )}
        {drawing}
        {children}
      </div>
    </section>
  );
}
