import { create } from 'zustand';

/** Whether the list of keys is open: a key, a button and the menus all ask for it. */
export const useHelp = create<{ open: boolean }>()(() => ({ open: false }));
