/** Changes of the inspector: figures of clips, and the project's settings. */
import type { Clip, ClipAudio, ClipMatte, Settings, Transform } from '../model/types';
import { edit } from './project';

function each(label: string, clips: readonly Clip[], change: (clip: Clip) => Partial<Clip>): void {
  edit({ label, clips: Object.fromEntries(clips.map((clip) => [clip.id, change(clip)])) });
}

export const adjustTransform = (clips: readonly Clip[], part: Partial<Transform>): void =>
  each('Transform', clips, (clip) => ({ transform: { ...clip.transform, ...part } }));

export const resetTransform = (clips: readonly Clip[]): void =>
  each('Reset transform', clips, () => ({ transform: { x: 0.5, y: 0.5, scale: 1, rotation: 0, opacity: 1 } }));

export const adjustAudio = (clips: readonly Clip[], part: Partial<ClipAudio>): void =>
  each('Sound', clips, (clip) => ({ audio: { ...clip.audio, ...part } }));

/** Null takes the matte off. A matte put on a clip that had none keeps the object, without feather. */
export const adjustMatte = (clips: readonly Clip[], part: Partial<ClipMatte> | null): void =>
  each('Matte', clips, (clip) => ({ matte: part && { id: '', mode: 'keep', feather: 0, ...clip.matte, ...part } }));

export const adjustSettings = (part: Partial<Settings>): boolean => edit({ label: 'Settings', settings: part });
