/** Where a clip's picture lies on the frame. Places are 0..1 of the frame or of the source; sizes are project pixels. */
import type { Settings, Transform } from '../../model/types';

export interface Size {
  width: number;
  height: number;
}

export interface Spot {
  x: number;
  y: number;
}

/** Size of a source fitted inside the frame at scale 1, times the clip's scale, in project pixels. */
export function pictureSize(source: Size, frame: Size, scale: number): Size {
  const fit = Math.min(frame.width / Math.max(1, source.width), frame.height / Math.max(1, source.height));
  return { width: source.width * fit * scale, height: source.height * fit * scale };
}

/** Frame place of a source place. */
export function toFrame(spot: Spot, source: Size, frame: Size, transform: Transform): Spot {
  const size = pictureSize(source, frame, transform.scale);
  const turn = (transform.rotation * Math.PI) / 180;
  const x = (spot.x - 0.5) * size.width;
  const y = (spot.y - 0.5) * size.height;
  return {
    x: transform.x + (x * Math.cos(turn) - y * Math.sin(turn)) / frame.width,
    y: transform.y + (x * Math.sin(turn) + y * Math.cos(turn)) / frame.height,
  };
}

/** Source place under a frame place; outside 0..1 beside the picture. */
export function toSource(spot: Spot, source: Size, frame: Size, transform: Transform): Spot {
  const size = pictureSize(source, frame, transform.scale);
  const turn = (-transform.rotation * Math.PI) / 180;
  const x = (spot.x - transform.x) * frame.width;
  const y = (spot.y - transform.y) * frame.height;
  return {
    x: 0.5 + (x * Math.cos(turn) - y * Math.sin(turn)) / Math.max(1e-6, size.width),
    y: 0.5 + (x * Math.sin(turn) + y * Math.cos(turn)) / Math.max(1e-6, size.height),
  };
}

export const isInside = ({ x, y }: Spot): boolean => x >= 0 && x <= 1 && y >= 0 && y <= 1;

/** Largest box of the frame's shape inside `room`, in CSS pixels. */
export function fitBox(frame: Size, room: Size): Size {
  const fit = Math.min(room.width / frame.width, room.height / frame.height);
  return { width: Math.max(1, Math.floor(frame.width * fit)), height: Math.max(1, Math.floor(frame.height * fit)) };
}

/** Size of the frame as the settings give it. */
export const frameSize = ({ width, height }: Settings): Size => ({ width, height });

/** A clip moved by a share of the frame, drawn to the middle when it comes near. */
export function moveTransform(from: Transform, dx: number, dy: number, near = 0.012): Transform {
  const pull = (at: number) => (Math.abs(at - 0.5) < near ? 0.5 : at);
  return { ...from, x: pull(from.x + dx), y: pull(from.y + dy) };
}

/** A clip scaled so that its corner follows the hand; `before` and `now` are distances from its centre. */
export function scaleTransform(from: Transform, before: number, now: number): Transform {
  const scale = from.scale * (now / Math.max(1e-6, before));
  return { ...from, scale: Math.min(20, Math.max(0.02, Math.abs(scale - 1) < 0.02 ? 1 : scale)) };
}

/** Upright size of a source; a frame's worth where it is not known yet. */
export const sourceSizeOf = (asset: Size): Size => ({ width: asset.width || 16, height: asset.height || 9 });

/** A clip turned by the angle between two places of the hand around its centre; near a multiple of 45 degrees it is that. */
export function rotateTransform(from: Transform, before: Spot, now: Spot, frame: Size): Transform {
  const angle = ({ x, y }: Spot) => Math.atan2((y - from.y) * frame.height, (x - from.x) * frame.width);
  const turned = from.rotation + ((angle(now) - angle(before)) * 180) / Math.PI;
  const whole = ((((turned + 180) % 360) + 360) % 360) - 180;
  const near = Math.round(whole / 45) * 45;
  return { ...from, rotation: Math.abs(whole - near) < 2 ? near : Math.round(whole * 10) / 10 };
}

export type CropSide = 'cropLeft' | 'cropTop' | 'cropRight' | 'cropBottom';
const OPPOSITE = {
  cropLeft: 'cropRight',
  cropRight: 'cropLeft',
  cropTop: 'cropBottom',
  cropBottom: 'cropTop',
} as const satisfies Record<CropSide, CropSide>;

/** A side moved by shares of the source; something of the picture is always left. */
export function cropTransform(from: Transform, side: CropSide, dx: number, dy: number): Transform {
  const wanted = from[side] + { cropLeft: dx, cropTop: dy, cropRight: -dx, cropBottom: -dy }[side];
  const cut = Math.min(0.98 - from[OPPOSITE[side]], Math.max(0, wanted));
  return { ...from, [side]: cut < 0.01 ? 0 : Math.round(cut * 1000) / 1000 };
}
