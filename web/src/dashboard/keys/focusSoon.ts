import type { RefObject } from 'react';

const kTries = 30; // frames: half a second

// Focuses what could not take the focus yet, because a dialog that is on its way out still keeps it.
export function focusSoon(place: RefObject<HTMLElement | null>, tries = kTries): void {
  requestAnimationFrame(() => {
    const dialog = document.querySelector('[role="dialog"]');
    if (!dialog) place.current?.focus();
    if (document.activeElement !== place.current && tries > 0) focusSoon(place, tries - 1);
  });
}
