/** One undo over the document and over what lies outside of it, such as a mask's points on the server. */
import { equalityDeep } from 'lib0/function';
import type * as Y from 'yjs';
import { createUndo } from '../model/document';
import { say } from '../words/words';

/** Something done outside of the document, and how to take it back. Each may take its time; they run in order. */
export interface Deed {
  undo: () => unknown;
  redo: () => unknown;
}

interface Step {
  label: string;
  /** it changed the document */
  edits: boolean;
  deed: Deed | undefined;
}

export interface HistoryOptions {
  doc: Y.Doc;
  /** origin of the person's own transactions */
  origin: unknown;
  /** what the document says now, in plain values; what did not change is the same object as before */
  reading: () => unknown;
  /** what undo and redo would do next, such as 'Ripple delete'; null for nothing */
  onChange: (undoable: string | null, redoable: string | null) => void;
  onError: (error: unknown) => void;
}

/** A gesture's transactions merge for as long as it lasts. */
const WHOLE_GESTURE_MS = 24 * 3600 * 1000;

export class History {
  readonly #options: HistoryOptions;
  readonly #manager: Y.UndoManager;
  #done: Step[] = [];
  #undone: Step[] = [];
  #gestures = 0;
  /** how many steps there were before the gesture under way */
  #begun = 0;
  #readAtBegin: unknown;
  /** the step that a transaction under way begins */
  #next: Step = { label: say('Edit'), edits: true, deed: undefined };
  #deeds: Promise<unknown> = Promise.resolve();

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#manager = createUndo(options.doc, options.origin);
    this.#manager.on('stack-item-added', ({ origin }) => {
      if (origin === this.#manager) return; // an undo or redo, which moves a step that is here
      this.#push(this.#next);
    });
  }

  /** Runs `apply`, which edits the document, as one step or as part of the gesture under way. */
  edit(label: string | undefined, apply: () => void, deed?: Deed): void {
    if (!this.#gestures) this.#manager.stopCapturing();
    this.#next = { label: label ?? say('Edit'), edits: true, deed };
    const before = this.#done.length;
    apply();
    if (deed && this.#done.length === before) this.record(this.#next.label, deed);
  }

  /** A step outside of the document, done or under way. Returns what takes it out again, for one that came to nothing. */
  record(label: string, deed: Deed): () => void {
    this.#manager.stopCapturing();
    this.#manager.clear(false, true);
    const step = { label, edits: false, deed };
    this.#push(step);
    return () => {
      this.#done = this.#done.filter((each) => each !== step);
      this.#undone = this.#undone.filter((each) => each !== step);
      this.#report();
    };
  }

  undo(): void {
    this.#move(this.#done, this.#undone, 'undo');
  }

  redo(): void {
    this.#move(this.#undone, this.#done, 'redo');
  }

  /** Edits from here to endGesture() are one step. Nested calls count as one. */
  beginGesture(): void {
    if (this.#gestures++) return;
    this.#begun = this.#done.length;
    this.#readAtBegin = this.#options.reading();
    this.#manager.stopCapturing();
    this.#manager.captureTimeout = WHOLE_GESTURE_MS;
  }

  /** A gesture that comes back to where it began is no step. */
  endGesture(): void {
    if (!this.#close()) return;
    const isBack = equalityDeep(this.#options.reading(), this.#readAtBegin);
    if (isBack && !this.#done.slice(this.#begun).some((step) => step.deed)) this.#takeBack();
  }

  /** Ends the gesture and takes back what it did, with no way to do it again. A nested one only ends. */
  cancelGesture(): void {
    if (this.#close()) this.#takeBack();
  }

  destroy(): void {
    this.#manager.destroy();
  }

  /** False where a gesture around this one goes on, or none was open. */
  #close(): boolean {
    if (!this.#gestures || --this.#gestures) return false;
    this.#manager.captureTimeout = 0;
    this.#manager.stopCapturing();
    return true;
  }

  #takeBack(): void {
    if (this.#done.length <= this.#begun) return; // less, where an undo came in between
    this.undo();
    this.#undone = [];
    this.#manager.clear(false, true);
    this.#report();
  }

  #push(step: Step): void {
    this.#done.push(step);
    this.#undone = [];
    this.#report();
  }

  /** Takes the last step of `from` that changes something: others may have made some void. */
  #move(from: Step[], to: Step[], way: 'undo' | 'redo'): void {
    for (let step = from.pop(); step; step = from.pop()) {
      const changed = step.edits && this.#manager[way]() !== null;
      if (step.edits) step = this.#skipVoid(from, way) ?? step;
      const { deed } = step;
      if (!changed && !deed) continue;
      if (deed) this.#deeds = this.#deeds.then(deed[way]).catch(this.#options.onError);
      to.push(step);
      break;
    }
    this.#report();
  }

  /** Yjs itself goes on to the edit before a void one: the step that it took at last, or undefined if it was the first. */
  #skipVoid(from: Step[], way: 'undo' | 'redo'): Step | undefined {
    const left = this.#manager[way === 'undo' ? 'undoStack' : 'redoStack'].length;
    let taken: Step | undefined;
    while (from.filter((step) => step.edits).length > left) {
      const at = from.findLastIndex((step) => step.edits);
      [taken] = from.splice(at, 1);
    }
    return taken;
  }

  #report(): void {
    this.#options.onChange(this.#done.at(-1)?.label ?? null, this.#undone.at(-1)?.label ?? null);
  }
}
