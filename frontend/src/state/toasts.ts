/** Short notices at the foot of the page, at most one action each. */
import { create } from 'zustand';
import { say } from '../words/words';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'danger';
  action?: { label: string; run: () => void };
}

interface Toasts {
  toasts: Toast[];
  dismiss: (id: number) => void;
}

export const useToasts = create<Toasts>()((set) => ({
  toasts: [],
  dismiss: (id) => set((s) => ({ toasts: s.toasts.filter((t) => t.id !== id) })),
}));

let next = 1;

export function toast(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> & { ms?: number } = {}): void {
  const id = next++;
  const { ms = options.action ? 9000 : 5000, tone = 'plain', action } = options;
  const others = useToasts.getState().toasts.filter((t) => t.text !== text);
  useToasts.setState({ toasts: [...others.slice(-3), { id, text, tone, action }] });
  setTimeout(() => useToasts.getState().dismiss(id), ms);
}

/** What is wrong with a file that a person gave, as one error with a sentence. */
export const unusable = (file: File, error: unknown): Error =>
  new Error(
    say('{name} cannot be used. {why}', {
      name: file.name,
      why: error instanceof Error ? error.message : String(error),
    }),
  );

export const toastError = (error: unknown): void =>
  toast(error instanceof Error ? error.message : String(error), { tone: 'danger', ms: 8000 });
