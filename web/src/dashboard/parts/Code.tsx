import { CopyButton } from '../../ui/CopyButton.tsx';

export function Code({ text, label, large = false }: { text: string; label: string; large?: boolean }) {
  return (
    <div className="dash-code" data-large={large}>
      <div className="dash-code-head">
        <span>{label}</span>
        <CopyButton text={text} size="small" tone="quiet" aria-label={`Copy: ${label}`} />
      </div>
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
