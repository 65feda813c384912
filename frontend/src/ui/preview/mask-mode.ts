import { create } from 'zustand';

/** Whether plain clicks of the mask tool remove: the way without an Alt key, for touch. */
export const useMaskMode = create<{ removing: boolean }>()(() => ({ removing: false }));
