/** Keys in the media bin, while a row has the focus. */
import type { KeyboardEvent } from 'react';
import { assetOf, isCuttable } from '../../state/assets';
import { toggleFolder } from '../../state/bin';
import type { BinRow } from '../../state/bin-rows';
import { pickRow, selectNone, selectRows, useBinView } from '../../state/bin-view';
import { openSource } from '../../state/source';
import { deleteRows, type Naming } from './row-menu';

const elementOf = (row: string) => document.querySelector<HTMLElement>(`[data-row="${CSS.escape(row)}"]`);

export function focusRow(row: string): void {
  const element = elementOf(row);
  element?.focus();
  element?.scrollIntoView({ block: 'nearest' });
}

/** Answers a key; what is nothing to the bin is left to the page. */
export function onBinKey(event: KeyboardEvent, rows: readonly BinRow[], editable: boolean, naming: Naming): void {
  const id = (event.target as HTMLElement).dataset.row;
  const row = rows.find((each) => each.id === id);
  if (!id || !row || event.altKey) return;
  const ids = rows.map((each) => each.id);
  const more = event.ctrlKey || event.metaKey;
  const { selected } = useBinView.getState();
  const next = target(event.key, row, rows);
  if (next) {
    if (more && !event.shiftKey) useBinView.setState({ at: next });
    else pickRow(ids, next, { range: event.shiftKey, more: more && event.shiftKey });
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

/** The row that an arrow, Home or End goes to. In a grid left and right go along the line, up and down across it. */
function target(key: string, row: BinRow, rows: readonly BinRow[]): string | undefined {
  const at = rows.indexOf(row);
  const grid = useBinView.getState().view === 'grid';
  if (key === 'Home') return rows[0]?.id;
  if (key === 'End') return rows.at(-1)?.id;
  if (grid && row.kind === 'asset' && key === 'ArrowRight') return rows[at + 1]?.id;
  if (grid && row.kind === 'asset' && key === 'ArrowLeft') return rows[at - 1]?.id;
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const ahead = key === 'ArrowDown' ? rows.slice(at + 1) : rows.slice(0, at).reverse();
  return grid ? across(row.id, ahead) : ahead[0]?.id;
}

/** On the next line of those ahead, what lies nearest. */
function across(row: string, ahead: readonly BinRow[]): string | undefined {
  const boxes = ahead.map(({ id }) => ({ id, box: elementOf(id)?.getBoundingClientRect() }));
  const own = elementOf(row)?.getBoundingClientRect();
  const line = boxes.find(({ box }) => box && own && Math.abs(box.top - own.top) > 4)?.box?.top;
  const onLine = boxes.filter(({ box }) => box && line !== undefined && Math.abs(box.top - line) <= 4);
  const far = (box: DOMRect | undefined) => Math.abs((box?.left ?? 0) - (own?.left ?? 0));
  return onLine.sort((a, b) => far(a.box) - far(b.box))[0]?.id;
}
