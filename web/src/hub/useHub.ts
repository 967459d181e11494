// The Hub's life: opening, the form, one try at a time, the end.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { judge, missingFields, plainComplaint, type Complaint } from './errors.ts';
import { load, type GoneReason, type Opened } from './load.ts';
import { hubWire, type Linked } from './wire.ts';
import { kWords } from './words.ts';

export type Stage =
  | { name: 'opening' }
  | { name: 'gone'; reason: GoneReason; allowed: string[] } // whose pages may hear of it
  | { name: 'form'; opened: Opened }
  | { name: 'linked'; opened: Opened; linked: Linked };

export interface Hub {
  stage: Stage;
  checking: boolean;
  slow: boolean;
  cancelled: boolean;
  complaint: Complaint | null;
  complaints: number; // rises with each complaint, also an equal one: focus moves to it again
  sessionOver: boolean;
  reopen: () => void;
  submit: (values: Record<string, string>, changed: Record<string, string>) => Promise<boolean>;
  cancel: () => void;
  findPicture: (accountId: string) => Promise<string | null>;
}

const kSlowMs = 5000;

export function useHub(token: string): Hub {
  const wire = useMemo(() => hubWire(token), [token]);
  const [stage, setStage] = useState<Stage>(token ? { name: 'opening' } : { name: 'gone', reason: 'none', allowed: [] });
  const [checking, setChecking] = useState(false);
  const [slow, setSlow] = useState(false);
  const [cancelled, setCancelled] = useState(false);
  const [complaint, setComplaint] = useState<Complaint | null>(null);
  const [complaints, setComplaints] = useState(0);
  const [sessionOver, setSessionOver] = useState(false);
  const [tries, setTries] = useState(0);
  const running = useRef<AbortController | null>(null); // a ref, because two presses come before one drawing

  useEffect(() => {
    if (!token) return;
    let wanted = true;
    void load(wire).then((loaded) => {
      if (!wanted) return;
      setStage(loaded.ok ? { name: 'form', opened: loaded.opened } : { name: 'gone', reason: loaded.gone, allowed: loaded.allowed });
    });
    return () => {
      wanted = false;
    };
  }, [wire, token, tries]);

  const complain = useCallback((about: Complaint) => {
    setComplaint(about);
    setComplaints((count) => count + 1);
  }, []);

  const submit = useCallback(
    async (values: Record<string, string>, changed: Record<string, string>): Promise<boolean> => {
      if (stage.name !== 'form' || running.current) return false;
      const { opened } = stage;
      const fields = opened.connector.configFields;
      const missing = missingFields(fields, values, Object.keys(opened.tokenEnds));
      setCancelled(false);
      if (Object.keys(missing).length > 0) {
        complain({ ...plainComplaint(kWords.errors.fields(Object.keys(missing).length)), fields: missing });
        return false;
      }
      if (Object.keys(changed).length === 0) {
        complain(plainComplaint(kWords.nothingChanged));
        return false;
      }
      const attempt = new AbortController();
      running.current = attempt;
      setComplaint(null);
      setChecking(true);
      const slowTimer = setTimeout(() => setSlow(true), kSlowMs);
      const body = { integration_id: opened.integrationId, credentials: changed };
      const answer = await wire.save(opened.accountId, body, attempt.signal);
      clearTimeout(slowTimer);
      running.current = null;
      setSlow(false);
      setChecking(false);
      if (answer.ok) {
        setStage({ name: 'linked', opened, linked: answer.value });
        return true;
      }
      const verdict = judge(answer.trouble, fields);
      if (verdict.kind === 'cancelled') setCancelled(true);
      else if (verdict.kind === 'complaint') complain(verdict.complaint);
      else if (verdict.ending === 'expired') setSessionOver(true);
      else setStage({ name: 'gone', reason: verdict.ending, allowed: opened.settings.session.allowed_origins });
      return false;
    },
    [stage, wire, complain],
  );

  const cancel = useCallback(() => running.current?.abort(), []);
  const reopen = useCallback(() => {
    setStage({ name: 'opening' });
    setTries((count) => count + 1);
  }, []);
  return { stage, checking, slow, cancelled, complaint, complaints, sessionOver, reopen, submit, cancel, findPicture: wire.picture };
}
