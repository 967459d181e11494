export type Theme = 'light' | 'dark';

// `light` and `dark` are taken from the address; anything else leaves the choice to the system.
export function applyTheme(asked: string | null): void {
  if (asked === 'light' || asked === 'dark') document.documentElement.dataset['theme'] = asked;
}
