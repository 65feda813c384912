/** What a clip's matte does to its picture. Twin of the table in editor/render/document.py; planned by engine/plan.ts. */
import { type Range, range } from './range';

/** keep or remove the object, or leave all of the picture as it is, or with what is not the object blurred or recoloured */
export const MODES = ['keep', 'remove', 'whole', 'blur', 'recolour'] as const;
export type MatteMode = (typeof MODES)[number];

/** Lengths in thousandths of the picture's height, where nothing else is said. */
export const MATTE = {
  /** pixels of the source proxy */
  feather: range(0, 0, 50),
  /** of what lies behind the object */
  blur: range(20, 0, 100),
  /** how far what lies behind takes the colour */
  strength: range(1, 0, 1),
  /** around the object; 0 for none */
  outline: range(0, 0, 100),
  outlineSoft: range(0, 0, 100),
  /** how dark; 0 for none */
  shadow: range(0, 0, 1),
  shadowX: range(12, -300, 300),
  shadowY: range(16, -300, 300),
  shadowSoft: range(12, 0, 100),
} as const satisfies Record<string, Range>;

export const MATTE_COLOURS = { colour: '#2f6fed', outlineColour: '#ffffff', shadowColour: '#000000' } as const;

export type ClipMatte = { id: string; mode: MatteMode } & Record<keyof typeof MATTE, number> &
  Record<keyof typeof MATTE_COLOURS, string>;

/** What an object casts around it, in thousandths of its picture's height. */
export interface Cast {
  kind: 'outline' | 'shadow';
  /** of an outline; 0 for a shadow */
  width: number;
  /** of an outline's edge; of a shadow the standard deviation */
  soft: number;
}
