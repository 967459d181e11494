// The first letters of the first and the last word.
export function initialsOf(name: string): string {
  const words = name.trim().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toLocaleUpperCase('en') || '?';
}

export function Initials({ name, size = 'normal' }: { name: string; size?: 'normal' | 'small' }) {
  return (
    <span className="ui-initials" data-size={size} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
