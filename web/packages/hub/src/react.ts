import { createElement, useEffect, useRef, type ReactElement } from 'react';
import './index.ts';
import type { FiglinkHubElement } from './element.ts';
import type { Gone, LinkedAccount } from './messages.ts';

export interface FiglinkHubProps {
  /** Where the gateway is, for example `https://figlink.example`. */
  baseUrl: string;
  /** The token of a connect session, made by your server with POST /connect_sessions. */
  token: string;
  theme?: 'light' | 'dark';
  /** A CSS height. Left out, the Hub is as high as what it shows. */
  height?: string;
  className?: string;
  onReady?: () => void;
  onSuccess?: (account: LinkedAccount) => void;
  /** Nothing can be linked here any more, or the Hub says nothing: make a new session, or tell the person. */
  onGone?: (gone: Gone) => void;
  onClose?: () => void;
}

/** The same element in React 18 and 19; a new function for a handler does not open the Hub anew. */
export function FiglinkHub(props: FiglinkHubProps): ReactElement {
  const { baseUrl, token, theme, height, className } = props;
  const element = useRef<FiglinkHubElement>(null);
  const handlers = useRef(props);
  useEffect(() => {
    handlers.current = props;
  });
  useEffect(() => {
    const hub = element.current;
    if (!hub) return;
    const ready = () => handlers.current.onReady?.();
    const success = (event: Event) => handlers.current.onSuccess?.((event as CustomEvent<LinkedAccount>).detail);
    const gone = (event: Event) => handlers.current.onGone?.((event as CustomEvent<Gone>).detail);
    const close = () => handlers.current.onClose?.();
    hub.addEventListener('ready', ready);
    hub.addEventListener('success', success);
    hub.addEventListener('gone', gone);
    hub.addEventListener('close', close);
    return () => {
      hub.removeEventListener('ready', ready);
      hub.removeEventListener('success', success);
      hub.removeEventListener('gone', gone);
      hub.removeEventListener('close', close);
    };
  }, []);
  return createElement('figlink-hub', { ref: element, 'base-url': baseUrl, token, theme, height, class: className });
}
