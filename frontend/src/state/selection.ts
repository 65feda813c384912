/** What is selected, and which tool the pointer holds over the picture. */
import { create } from 'zustand';

interface Selection {
  clips: string[];
  /** the matte that clicks on the picture go to; null starts a new one */
  matte: string | null;
  tool: 'select' | 'mask';
  select: (ids: string[]) => void;
  toggle: (id: string) => void;
  clear: () => void;
  setMatte: (matte: string | null) => void;
  setTool: (tool: 'select' | 'mask') => void;
}

export const useSelection = create<Selection>()((set) => ({
  clips: [],
  matte: null,
  tool: 'select',
  select: (clips) => set({ clips }),
  toggle: (id) => set((s) => ({ clips: s.clips.includes(id) ? s.clips.filter((c) => c !== id) : [...s.clips, id] })),
  clear: () => set({ clips: [], matte: null }),
  setMatte: (matte) => set({ matte }),
  setTool: (tool) => set({ tool }),
}));
