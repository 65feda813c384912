/** What is selected, and which tool the pointer holds over the picture. */
import { create } from 'zustand';

interface Selection {
  clips: string[];
  /** edits leave out what is linked to them */
  alone: boolean;
  /** the matte that clicks on the picture go to; null starts a new one */
  matte: string | null;
  tool: 'select' | 'mask';
  select: (ids: string[], alone?: boolean) => void;
  clear: () => void;
  setMatte: (matte: string | null) => void;
  setTool: (tool: 'select' | 'mask') => void;
}

export const useSelection = create<Selection>()((set) => ({
  clips: [],
  alone: false,
  matte: null,
  tool: 'select',
  select: (clips, alone = false) => set({ clips, alone }),
  clear: () => set({ clips: [], alone: false, matte: null }),
  setMatte: (matte) => set({ matte }),
  setTool: (tool) => set({ tool }),
}));
