/** The bytes of all mattes of the open project. They outlive the engine that shows them. */
import { PackedMattes } from '../engine/packed-mattes';

let bringBack: (matte: string, frame: number) => void = () => undefined;

export const matteBytes = new PackedMattes((matte, frame) => bringBack(matte, frame));

/** Who loads frames again that made room for others. */
export function onWanted(load: typeof bringBack): void {
  bringBack = load;
}
