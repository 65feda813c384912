/** Figures within limits. */
export interface Range {
  otherwise: number;
  low: number;
  high: number;
}

export const range = (otherwise: number, low: number, high: number): Range => ({ otherwise, low, high });
