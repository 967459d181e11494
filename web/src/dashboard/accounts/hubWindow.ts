// The Hub in a window of its own. The window is opened at the press, before the link is made: later, browsers would refuse.

const kFeatures = 'popup,width=520,height=780';

export interface HubWindow {
  show: (token: string) => void;
  drop: () => void;
  blocked: boolean;
}

export const hubAddress = (token: string): string => `/link?token=${encodeURIComponent(token)}`;

export function openHubWindow(): HubWindow {
  const opened = window.open('about:blank', '_blank', kFeatures);
  return {
    blocked: opened === null,
    show: (token) => opened?.location.replace(new URL(hubAddress(token), location.href).href),
    drop: () => opened?.close(),
  };
}
