/** What a title says and how it is set. Twin of the table in editor/render/document.py; drawn by engine/title-raster.ts. */
import { say } from '../words/words';
import { range } from './range';

export const ALIGNS = ['left', 'centre', 'right'] as const;
export type Align = (typeof ALIGNS)[number];

export interface Title {
  /** lines end where the person ends them, and where they would be wider than `width`; held to 2000 characters */
  text: string;
  /** of fonts/fonts.json; one that is not there is drawn as the first of them */
  font: string;
  weight: 400 | 700;
  /** of the letters, thousandths of the frame's height */
  size: number;
  /** of the longest line, thousandths of the frame's width; one word alone may be wider */
  width: number;
  align: Align;
  /** CSS hex */
  colour: string;
  /** around the letters, thousandths of their size */
  outline: number;
  outlineColour: string;
  /** 0..1, how dark */
  shadow: number;
  /** 0..1, how solid */
  box: number;
  boxColour: string;
}

export const TITLE = {
  size: range(110, 10, 600),
  /** the safe area for words */
  width: range(800, 20, 4000),
  outline: range(0, 0, 200),
  shadow: range(0, 0, 1),
  box: range(0, 0, 1),
} as const;

export const TITLE_COLOURS = { colour: '#ffffff', outlineColour: '#000000', boxColour: '#000000' } as const;

export const MOST_LETTERS = 2000;

/** What a title is called in lists: its first words. */
export const titleName = ({ text }: Title): string => text.trim().split('\n')[0]?.slice(0, 60) || say('Empty title');
