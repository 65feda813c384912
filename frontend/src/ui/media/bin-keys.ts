/** Keys in the media bin, while a row has the focus. */
import type { KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { assetOf, isCuttable } from '../../state/assets';
import { toggleFolder } from '../../state/bin';
import { across } from '../../state/bin-lines';
import type { BinRow } from '../../state/bin-rows';
import { pickRow, selectNone, selectRows, useBinView } from '../../state/bin-view';
import { openSource } from '../../state/source';
import { deleteRows, type Naming } from './row-menu';

/** Lines that Page Up and Page Down go. */
const PAGE = 10;

/** Of a row that may be out of sight: the list draws it, and scrolls to it. */
export function focusRow(row: string): void {
  flushSync(() => useBinView.setState({ at: row }));
  const element = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`);
  element?.focus({ preventScroll: true });
}

/** Answers a key; what is nothing to the bin is left to the page. */
export function onBinKey(event: KeyboardEvent, lines: readonly BinRow[][], editable: boolean, naming: Naming): void {
  const rows = lines.flat();
  const id = (event.target as HTMLElement).dataset.row;
  const row = rows.find((each) => each.id === id);
  if (!id || !row || event.altKey) return;
  const ids = rows.map((each) => each.id);
  const more = event.ctrlKey || event.metaKey;
  const { selected } = useBinView.getState();
  const next = target(event.key, row, lines);
  if (next) {
    if (!more || event.shiftKey) pickRow(ids, next, { range: event.shiftKey, more: more && event.shiftKey });
    focusRow(next);
  } else if (row.kind === 'folder' && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
    if (row.open === (event.key === 'ArrowLeft')) toggleFolder(id);
  } else if (event.key === 'Enter') open(row);
  else if (event.key === ' ' && more) pickRow(ids, id, { more: true });
  else if (event.key.toLowerCase() === 'a' && more) selectRows(ids);
  else if (event.key === 'Escape' && selected.length) selectNone();
  else if (event.key === 'F2' && row.kind === 'folder' && editable) naming(id);
  else if ((event.key === 'Delete' || event.key === 'Backspace') && editable && selected.length) deleteRows(selected);
  else return;
  event.preventDefault();
}

function open(row: BinRow): void {
  const asset = assetOf(row.id);
  if (row.kind === 'folder') toggleFolder(row.id);
  else if (asset && isCuttable(asset) && asset.state !== 'failed') openSource(row.id);
}

/** The row that an arrow, Page Up, Page Down, Home or End goes to. In a grid left and right go along the line. */
function target(key: string, row: BinRow, lines: readonly BinRow[][]): string | undefined {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };
  const by = steps[key];
  if (by !== undefined) return across(lines, row.id, by);
  const rows = lines.flat();
  if (key === 'Home') return rows[0]?.id;
  if (key === 'End') return rows.at(-1)?.id;
  if (useBinView.getState().view !== 'grid' || row.kind !== 'asset') return undefined;
  if (key === 'ArrowRight') return rows[rows.indexOf(row) + 1]?.id;
  return key === 'ArrowLeft' ? rows[rows.indexOf(row) - 1]?.id : undefined;
}
