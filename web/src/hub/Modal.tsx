import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { whileGrowing } from '../ui/whileGrowing.ts';

export interface ModalProps {
  title: string;
  onEscape: () => void;
  children: ReactNode;
  action: ReactNode; // a button; it has the focus at first
}

// The browser's own dialog: it keeps the focus and puts the rest of the page out of reach. Where there is little room its middle scrolls,
// from the top, between the title and the action.
export function Modal({ title, onEscape, children, action }: ModalProps) {
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  const middle = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const dialog = box.current;
    const inner = middle.current;
    if (!dialog || !inner) return;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('.hub-modal-action button')?.focus({ preventScroll: true });
    dialog.scrollTop = 0;
    // The page around a frame may show a part of it only.
    const settled = whileGrowing(() => dialog.querySelector('h1')?.scrollIntoView({ block: 'nearest' }));
    const look = () => setScrolls(inner.scrollHeight > inner.clientHeight + 1);
    const watcher = new ResizeObserver(look);
    watcher.observe(inner);
    for (const child of inner.children) watcher.observe(child);
    return () => {
      settled();
      watcher.disconnect();
      dialog.close();
    };
  }, []);
  return (
    <dialog
      ref={box}
      role="dialog"
      className="hub-modal"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onEscape();
      }}
    >
      <h1 id={id}>{title}</h1>
      <div ref={middle} className="hub-modal-middle" {...(scrolls && { tabIndex: 0, role: 'region', 'aria-labelledby': id })}>
        {children}
      </div>
      <div className="hub-modal-action">{action}</div>
    </dialog>
  );
}

// How high the page would have to be to show all of it; 0 without one.
export function modalHeight(): number {
  const dialog = document.querySelector<HTMLElement>('.hub-modal');
  const middle = dialog?.querySelector('.hub-modal-middle');
  if (!dialog || !middle) return 0;
  return dialog.offsetHeight + middle.scrollHeight - middle.clientHeight + kAround;
}

const kAround = 32;
