// Light or dark, as chosen here; otherwise as the system has it. Kept in this browser alone.
const kName = 'figlink-theme';
export type Look = 'system' | 'light' | 'dark';
export const kLooks: readonly Look[] = ['system', 'light', 'dark'];

export function readLook(kept: string | null): Look {
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function keptLook(): Look {
  try {
    return readLook(localStorage.getItem(kName));
  } catch {
    return 'system'; // storage is forbidden here
  }
}

function apply(look: Look): void {
  if (look === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = look;
}

// The gateway reads the cookie, so that the page comes in this look before its script runs.
function keepForGateway(look: Look): void {
  const age = look === 'system' ? 0 : 31_536_000;
  document.cookie = `figlink_look=${look}; path=/dashboard; max-age=${age}; samesite=strict`;
}

export function keepLook(look: Look): void {
  apply(look);
  try {
    keepForGateway(look);
    if (look === 'system') localStorage.removeItem(kName);
    else localStorage.setItem(kName, look);
  } catch {
    // Then it lasts until the page is left.
  }
}

export const applyKept = (): void => apply(keptLook());
